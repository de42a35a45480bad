import type { Plugin, PluginHost } from '@duologue/core';

/** Tells the agent what was heard of the answer that the caller cut off. */
export class HeardSoFar implements Plugin {
  readonly name = 'HeardSoFar';

  apply(host: PluginHost): void {
    host.hooks.interruptionSettled.tap(this.name, ({ heardText = '' }) => {
      host.send({ type: 'contextual_update', text: `The caller heard only: ${heardText}` });
    });
  }
}
