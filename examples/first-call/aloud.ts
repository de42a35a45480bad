import { chooseBackend, Speaker } from '@duologue/audio-node';
import type { AudioOutput, Plugin, PluginHost } from '@duologue/core';

/** Lets both sides of a call be heard on this computer; undefined where nothing here makes a sound. */
export async function playAloud(): Promise<readonly Plugin[] | undefined> {
  const speaker = new Speaker();
  const { available } = await speaker.probe();
  return available ? [speaker, new CallerAloud()] : undefined;
}

/** Plays what the user says, beside the agent. */
class CallerAloud implements Plugin {
  readonly name = 'CallerAloud';
  #output: AudioOutput | undefined;

  apply(host: PluginHost): void {
    const { hooks, clock } = host;
    const onTrouble = (error: unknown) => host.reportProblem(error);
    hooks.beforeConnect.tapPromise(this.name, async () => {
      const backend = await chooseBackend('output');
      this.#output = backend.openOutput?.({ clock, onTrouble });
    });
    hooks.connected.tap(this.name, ({ userFormat: format }) => {
      Promise.resolve(this.#output?.start({ format, signal: host.signal })).catch(onTrouble);
    });
    hooks.userAudio.tap({ name: this.name, stage: 'observe' }, ({ samples }) => {
      this.#output?.write(samples.slice());
    });
    hooks.ended.tap(this.name, () => void Promise.resolve(this.#output?.stop()).catch(onTrouble));
  }
}
