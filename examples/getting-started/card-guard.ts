import type { Plugin, PluginHost } from '@duologue/core';

/** Keeps card numbers away from the agent: of each, only the last four digits leave. */
export class CardGuard implements Plugin {
  readonly name = 'CardGuard';

  apply(host: PluginHost): void {
    host.hooks.outgoingMessage.tap({ name: this.name, stage: 'guard', onError: 'drop' }, (message) => {
      if (message.type !== 'user_message' || !message.text) return;
      return { ...message, text: message.text.replace(/(?:\d[ -]?){12}(?=\d{4})/g, '**** ') };
    });
  }
}
