import type { AudioOutput, ConnectedFact, Plugin, PluginHost, Timer } from '@duologue/core';
import { held } from '../held.ts';
import { BothSides } from '../recorder/both-sides.ts';
import { loadResampler } from '../resample/resampler.ts';
import type { ResamplerFactory } from '../resample/resampler.ts';
import type { BackendFor } from './ask-backend.ts';
import type { BackendProbe } from './audio-backend.ts';
import { checkChoice, chooseBackend, probeChoice } from './choose-backend.ts';
import type { BackendChoice } from './choose-backend.ts';

/** How far what is played lies behind the call, in milliseconds: time for the pieces of both sides to arrive. */
const delayMs = 200;
/** How often the loudspeaker gets more, in milliseconds. */
const stepMs = 20;

/**
 * Plays both sides of a call on this computer, for somebody who listens in: the caller of a phone bridge, say, or a WAV file that talks to an
 * agent. It lies 200 ms behind the call and changes nothing in it. Trouble with the device is reported, and the call goes on.
 */
export class CallMonitor implements Plugin {
  readonly name = 'CallMonitor';
  readonly #choice: BackendChoice;
  #backend: BackendFor<'output'> | undefined;
  #makeResampler: ResamplerFactory | undefined;
  #playing: Playing | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(choice: BackendChoice = {}) {
    checkChoice('output', choice);
    this.#choice = choice;
  }

  /** Whether anything can be heard here, without playing anything but 50 ms of silence. */
  probe(): Promise<BackendProbe> {
    return probeChoice('output', this.#choice);
  }

  apply(host: PluginHost): void {
    const { name } = this;
    const { hooks, clock } = host;
    hooks.beforeConnect.tapPromise(name, () =>
      held(clock, async () => {
        this.#makeResampler = await loadResampler();
        this.#backend ??= await chooseBackend('output', this.#choice);
      }),
    );
    hooks.connected.tap(name, (fact) => {
      if (fact.reconnected) this.#playing?.sides.connect(fact, clock.now());
      else this.#open(fact, host);
    });
    hooks.userAudio.tap({ name, stage: 'observe' }, (chunk) =>
      this.#playing?.sides.addUser(chunk, clock.now()),
    );
    hooks.agentAudioPlayed.tap(name, (played) => this.#playing?.sides.addAgent(played, clock.now()));
    hooks.ended.tap(name, () => this.#finish(host));
  }

  #open(fact: ConnectedFact, host: PluginHost): void {
    const { clock } = host;
    const { device } = this.#choice;
    if (!this.#backend || !this.#makeResampler) return;
    const output = this.#backend.openOutput({
      clock,
      onTrouble: (error) => host.reportProblem(error),
      ...(device !== undefined && { device }),
    });
    const sampleRateHz = Math.max(fact.userFormat.sampleRateHz, fact.agentFormat.sampleRateHz);
    const sides = new BothSides({
      sampleRateHz,
      makeResampler: this.#makeResampler,
      nowMs: clock.now(),
      horizonMs: delayMs,
      onSound: (user, agent) => playing.open && output.write(mix(user, agent)),
    });
    sides.connect(fact, clock.now());
    const ticker = clock.setInterval(() => this.#guard(host, () => sides.advance(clock.now())), stepMs);
    const playing: Playing = { sides, output, ticker, open: false };
    this.#playing = playing;
    const signal = new AbortController().signal;
    Promise.resolve(output.start({ format: { encoding: 'pcm', sampleRateHz }, signal })).then(
      () => (playing.open = true),
      (error: unknown) => this.#giveUp(host, error),
    );
  }

  #finish(host: PluginHost): void {
    const playing = this.#playing;
    if (!playing) return;
    playing.ticker.cancel();
    this.#guard(host, () => playing.sides.finish(host.clock.now()));
    this.#playing = undefined;
    // what lies behind the call is still to be heard
    host.clock.setTimeout(() => void close(playing, host), 2 * delayMs);
  }

  #guard(host: PluginHost, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#giveUp(host, error);
    }
  }

  #giveUp(host: PluginHost, error: unknown): void {
    const playing = this.#playing;
    if (!playing) return;
    this.#playing = undefined;
    playing.ticker.cancel();
    host.reportProblem(error);
    void close(playing, host);
  }
}

interface Playing {
  readonly sides: BothSides;
  readonly output: AudioOutput;
  readonly ticker: Timer;
  open: boolean;
}

/** It never rejects. */
async function close({ output }: Playing, host: PluginHost): Promise<void> {
  try {
    await output.stop();
  } catch (error) {
    host.reportProblem(error);
  }
}

function mix(one: Int16Array, other: Int16Array): Int16Array {
  return one.map((sample, index) => Math.max(-32_768, Math.min(32_767, sample + (other[index] ?? 0))));
}
