import assert from 'node:assert/strict';
import { VirtualClock } from '@duologue/testkit';
import type * as core from '../../../src/index.ts';
import type {
  Hooks,
  Interruption,
  Plugin,
  Problem,
  SessionOptions,
  TranscriptEntry,
} from '../../../src/index.ts';
import { FakeMicrophone, FakeSpeaker } from '../../support/fake-audio.ts';
import { FactLog, factNames } from '../../support/fact-log.ts';
import { FakeService } from '../../support/fake-service.ts';
import * as say from '../../support/server-words.ts';
import { LineBooks } from './line-books.ts';
import type { Ending, Fault, Sequence, Step } from './steps.ts';
import { isDenied, isUndecided, ModelTools } from './tools.ts';

/** What a sequence came to, for the distribution. */
export interface Played {
  readonly steps: number;
  readonly interruptedTool: boolean;
  readonly losses: number;
  readonly toolCalls: number;
  readonly ending: Ending;
}

/** As many letters as a piece of audio has tens of milliseconds. */
const words = 'ab cd ef gh ij kl';

const limits = { playoutMs: 500, transcriptEntries: 25, pendingMessages: 8 };

/** Plays one sequence against a session, and throws where a contract does not hold. */
export async function playSequence(Session: typeof core.Session, sequence: Sequence): Promise<Played> {
  const player = new Player(Session);
  try {
    await player.session.start();
    for (const step of sequence.steps) await player.play(step);
    await player.end(sequence.ending);
    return { steps: sequence.steps.length, ending: sequence.ending, ...player.counts };
  } finally {
    player.clock[Symbol.dispose]();
  }
}

class Player {
  readonly clock = new VirtualClock();
  readonly session: core.Session;
  readonly counts = { interruptedTool: false, losses: 0, toolCalls: 0 };
  readonly #service = new FakeService();
  readonly #microphone = new FakeMicrophone();
  readonly #tools = new ModelTools((check) => this.#hold(check));
  readonly #speaker = new FakeSpeaker(this.clock, { maxLeadMs: 100 });
  readonly #log: FactLog;
  readonly #books: LineBooks[] = [];
  #fault: Fault = 'none';
  #mark = -2;
  #violation: unknown;
  #written = 0;
  #isWaiting = false;
  #isPaused = false;
  #isMuted = false;
  /** What the user wrote while nobody was there. */
  #unsent = 0;
  #recoverMs = 0;
  /** Steps that fall into the next dialing; virtual time stands still in it. */
  #opensAfter = 0;
  #isPassing = false;
  /** The transcript at the last reconnection: no entry of it changes any more. */
  #closedEntries: readonly TranscriptEntry[] = [];
  #overflows = 0;
  /** How much of the log was checked. */
  #checked = 0;

  constructor(Session: typeof core.Session) {
    const options: SessionOptions = {
      agentId: 'agent_1',
      transport: {
        connect: (request, listener) => {
          this.#service.opens = this.#isPassing || this.#opensAfter === 0;
          return this.#service.connect(request, listener);
        },
      },
      clock: this.clock,
      seed: 1,
      tools: this.#tools.tools,
      limits,
      audioInput: this.#microphone,
      audioOutput: this.#speaker,
      plugins: [this.#faultyPlugin()],
    };
    this.session = new Session(options);
    const { hooks } = this.session;
    this.#log = new FactLog(hooks);
    hooks.audioDropped.tap('Books', ({ why, direction }) => {
      if (why === 'overflow' && direction === 'agent') this.#overflows += 1;
    });
    hooks.connected.tap({ name: 'Books', stage: 'capture' }, () => {
      this.#books.push(new LineBooks(this.#service.line));
      this.#closedEntries = this.session.transcript;
      this.#written = this.#unsent;
      this.#unsent = 0;
    });
    hooks.agentAudioPlayed.tap('Books', ({ samples }) =>
      this.#hold(() => {
        assert.ok(!this.#isPaused, 'the agent is heard while the conversation is held');
        this.#line.audio.heard(samples);
      }),
    );
    hooks.toolFinished.tap('Books', ({ call, outcome, answered }) =>
      this.#hold(() => this.#line.finished(call.toolCallId, outcome, answered)),
    );
    hooks.recoverConnection.tap('Again', async ({ request, signal }) => {
      if (this.#recoverMs > 0) await this.clock.sleep(this.#recoverMs, signal);
      return request;
    });
    hooks.approveToolCall.tap('Judge', async ({ toolCallId, kind, signal }) => {
      if (kind === 'mcp') await this.clock.sleep(40, signal);
      return isUndecided(toolCallId) ? undefined : !isDenied(toolCallId);
    });
    hooks.beforeEnd.tap('Slow', () => this.clock.sleep(80));
  }

  async play(step: Step): Promise<void> {
    if (this.#service.line.state === 'connecting' && (step.do === 'pass' || this.#opensAfter-- === 0)) {
      this.#service.line.open();
    }
    this.#do(step);
    this.#isPassing = step.do === 'pass';
    if (step.do === 'pass') await this.clock.sleep(step.ms);
    if (step.do === 'lose' && this.session.state === 'connected') {
      // lost in the very instant of the answer, it is missed once the start of the connection is through
      this.#isPassing = true;
      await this.clock.settled();
    }
    this.#check();
  }

  /** Ends the conversation, and asserts what must be true of every one that is over. */
  async end(ending: Ending): Promise<void> {
    const { session } = this;
    this.#fault = 'none';
    this.#isPassing = true;
    // one that is ended from this side may be without a connection
    if (ending !== 'end' && ending !== 'crash') await this.#connected();
    this.#user('resume');
    const hearsAll = ending === 'drain' || ending === 'goodbye' || ending === 'hang-up';
    if (this.#isOnline) this.#tell(say.queueStatus('admitted'));
    if (ending === 'drain' || ending === 'goodbye') {
      await this.clock.sleep(15_000); // every tool has its answer, and everything was heard
      this.#line.checkAllAnswered();
      this.#line.audio.checkAllHeard();
      assert.equal(
        this.#line.line.heard('user_message').length,
        this.#written,
        'a message of the user is lost',
      );
    }
    if (hearsAll) this.#do({ do: 'audio', ms: 150, id: 7 });
    this.#check();
    const over = session.ended;
    const hungUp = this.#hangUp(ending);
    const lines = this.#service.lines.length;
    const end = await over;
    await hungUp;
    await this.clock.settled();
    assert.equal(this.#service.lines.length, lines, 'a connection is opened after the end has begun');
    if (hearsAll) this.#line.audio.checkAllHeard();
    this.#checkTranscriptAtEnd();

    assert.equal(
      end.reason,
      { end: 'user', drain: 'user', goodbye: 'agent', 'hang-up': 'agent', crash: 'user' }[ending],
    );
    const states = this.#log.of('stateChanged').map(({ state }) => state);
    assert.deepEqual(states.slice(states.indexOf('ending')), ['ending', 'ended']);
    assert.equal(this.#log.of('ended').length, 1, 'the end is told once');
    assert.equal(this.#log.all.at(-1)?.hook, 'ended', 'something is told after the end');
    assert.deepEqual(this.clock.pending, [], 'timers are left over');
    assert.deepEqual(this.clock.holders, [], 'somebody holds the clock');
    assert.equal(this.#service.line.state, 'closed');
    assert.deepEqual(this.#microphone.calls, ['start', 'stop']);
    const { length } = this.#log.all;
    const sent = this.#service.line.frames.length;
    await this.clock.sleep(30_000);
    assert.equal(this.#log.all.length, length, 'something is told after the end');
    assert.equal(this.#service.line.frames.length, sent, 'something is sent after the end');
    this.#check();
  }

  get #line(): LineBooks {
    const line = this.#books.at(-1);
    assert.ok(line, 'connected is not told');
    return line;
  }

  /** A connection on which the agent has answered: what the service says otherwise reaches nobody. */
  get #isOnline(): boolean {
    return this.session.state === 'connected' && this.#service.line.state === 'open';
  }

  async #connected(): Promise<void> {
    this.#opensAfter = 0;
    while (!this.#isOnline) {
      this.#service.line.open();
      await this.clock.settled();
      if (this.#service.line.state === 'closed') await this.clock.sleep(10);
    }
  }

  async #hangUp(ending: Ending): Promise<void> {
    if (ending === 'end') void this.session.end();
    else if (ending === 'drain') void this.session.end({ drain: true });
    else if (ending === 'goodbye') this.#tell(say.agentToolResponse('end_call'));
    else if (ending === 'hang-up') this.#service.line.close(1000);
    else {
      // end() in the tick of a loss, while it is being recovered
      this.#service.line.close(1006);
      await this.session.end();
    }
  }

  #do(step: Step): void {
    const books = this.#line;
    const isForService = !['user', 'deny', 'fault', 'pass'].includes(step.do);
    if (isForService && !this.#isOnline) return;
    switch (step.do) {
      case 'audio': {
        const samples = new Int16Array(step.ms * 16).fill((this.#mark += 4));
        books.audio.sent(this.#mark, step.id, samples.length);
        const before = this.#overflows;
        this.#tell(say.audio(samples, step.id, say.alignment(words.slice(0, step.ms / 10), 10)));
        if (this.#overflows > before) books.audio.refused(this.#mark);
        return;
      }
      case 'interruption':
        // what is heard up to now is heard: the books close after that
        return this.#interrupt(() =>
          this.#tell(say.interruption(step.id), () => books.audio.interrupted(step.id)),
        );
      case 'text':
        return this.#text(step.kind, step.id);
      case 'tool': {
        const id = `call_${step.call}`;
        this.counts.toolCalls += 1;
        books.called(id, step);
        return this.#tell(say.toolCall(step.tool, id, {}, { expects_response: step.expects }));
      }
      case 'mcp':
        if (step.state === 'awaiting_approval') books.asked(`mcp_${step.call}`);
        return this.#tell(say.mcpToolCall(`mcp_${step.call}`, step.state));
      case 'ping':
        this.#tell(say.ping(1));
        return books.pinged();
      case 'noise':
        return this.#tell(step.frame);
      case 'queue':
        this.#isWaiting = step.status === 'waiting';
        return this.#tell(say.queueStatus(step.status));
      case 'user':
        return this.#user(step.call);
      case 'fault':
        this.#fault = step.fault;
        return;
      case 'deny':
        return this.#deny(`mcp_${step.call}`);
      case 'lose':
        this.counts.losses += 1;
        this.#written = 0;
        this.#isWaiting = false;
        this.#recoverMs = step.recoverMs;
        this.#opensAfter = step.opensAfter;
        this.#service.line.close(1006);
        return;
      case 'pass':
    }
  }

  #text(kind: (Step & { do: 'text' })['kind'], id: number | undefined): void {
    const { audio } = this.#line;
    if (kind === 'agent_response' || kind === 'part') audio.announced(id);
    if (kind === 'correction') this.#tell(say.correction('ab cd ef gh', 'ab...', id));
    if (kind === 'agent_response') this.#tell(say.agentResponse('ab cd ef gh', id));
    if (kind === 'part') this.#tell(say.textPart('start', '', id));
    if (kind === 'user_transcript') {
      this.#tell(say.userTranscript('And then?', id));
      audio.turnBegan(undefined);
    } else if (kind !== 'correction' && id !== undefined) audio.turnBegan(id);
  }

  #user(call: (Step & { do: 'user' })['call']): void {
    const { session } = this;
    // the others are refused while there is no connection
    if (!this.#isOnline && !['message', 'mute', 'speak'].includes(call)) return;
    switch (call) {
      case 'message':
        // how many may wait has tests of its own
        if (this.#isWaiting || this.#unsent >= limits.pendingMessages) return;
        session.sendUserMessage('Hello?');
        if (!this.#isOnline) return void (this.#unsent += 1);
        this.#written += 1;
        return this.#line.audio.turnBegan(undefined);
      case 'interrupt':
        return this.#interrupt(() => {
          this.#closeBooks = () => this.#line.audio.interruptedByUser();
          session.interrupt();
          this.#closeNow();
        });
      case 'pause':
        session.pause();
        this.#isPaused = true;
        return;
      case 'resume':
        this.#isPaused = false;
        return session.resume();
      case 'mute':
        session.muted = this.#isMuted = !this.#isMuted;
        return;
      case 'duck':
        return session.playout.duck(0.5);
      case 'speak': {
        const before = this.#service.line.microphone.length;
        this.#microphone.hear(new Int16Array(320).fill(7));
        if (this.#isOnline) return this.#line.spoke(this.#isMuted || this.#isPaused);
        return assert.equal(this.#service.line.microphone.length, before, 'the user is heard by nobody yet');
      }
    }
  }

  #closeBooks: (() => void) | undefined;

  /** Says something in one tick. `onInterrupted` runs when the session tells that it was interrupted. */
  #tell(word: say.Spoken, onInterrupted?: () => void): void {
    this.#closeBooks = onInterrupted;
    this.#service.send(word);
    this.#closeNow();
  }

  #closeNow(): void {
    this.#closeBooks?.();
    this.#closeBooks = undefined;
  }

  /** Something that cuts the agent, and stops the tools that ask for it and no others. */
  #interrupt(cut: () => void): void {
    if (this.#tools.isAnyRunning) this.counts.interruptedTool = true;
    const { kept } = this.#tools;
    cut();
    this.#tools.checkInterrupted(kept);
  }

  /** The user says no to an MCP tool, past the judge. */
  #deny(id: string): void {
    if (this.#isWaiting || !this.#isOnline) return;
    try {
      this.#line.deniedByHand(id, () =>
        this.session.send({ type: 'mcp_tool_approval_result', toolCallId: id, isApproved: false }),
      );
    } catch (error) {
      assert.equal((error as core.DuologueError).code, 'INVALID_MESSAGE');
    }
  }

  /** A throw in a tap would only be a problem of the session. */
  #hold(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#violation ??= error;
    }
  }

  /** What holds at every moment. */
  #check(): void {
    if (this.#violation) throw this.#violation;
    const { playout, transcript } = this.session;
    const stale = this.#line.audio.staleIds();
    for (const { eventId, received, queued, played, dropped } of playout.ledger) {
      assert.equal(received, queued + played + dropped, 'the ledger does not add up');
      assert.ok([received, queued, played, dropped].every((count) => Number.isInteger(count) && count >= 0));
      if (stale.has(eventId)) assert.equal(queued, 0, `audio of turn ${eventId} waits though it was cut`);
    }
    assert.ok(playout.queuedMs <= limits.playoutMs, 'playout holds more than its limit');
    assert.ok(this.#speaker.longestLead <= 1_600, 'the output holds more than its lead');
    assert.ok(transcript.length <= limits.transcriptEntries, 'the transcript is longer than its limit');
    for (const { text, plannedText, interrupted } of transcript) {
      assert.equal(
        interrupted,
        plannedText !== undefined,
        'only a turn that was cut has a plan beside its text',
      );
      assert.equal(typeof text, 'string');
    }
    for (const books of this.#books) books.check();
    const [first] = transcript;
    for (const entry of this.#closedEntries) {
      if (first && entry.index >= first.index)
        assert.equal(transcript[entry.index - first.index], entry, 'an entry of a lost connection changes');
    }
    this.#checkNews();
  }

  #checkTranscriptAtEnd(): void {
    for (const { role, final, tool } of this.session.transcript) {
      if (role !== 'tool') continue;
      assert.ok(
        final && tool?.outcome !== undefined,
        'a call stands open in the transcript of a conversation that is over',
      );
    }
  }

  /** What holds of each fact; each is looked at once. */
  #checkNews(): void {
    for (const { hook, fact } of this.#log.all.slice(this.#checked)) {
      if (hook === 'interrupted') {
        const { playedMs, heardText = '' } = fact as Interruption;
        const letters = heardText.replaceAll(' ', '').length;
        assert.ok(letters * 10 <= playedMs, 'more words were heard than was played');
      }
      if (hook === 'problemOccurred')
        assert.notEqual((fact as Problem).error.code, 'INTERNAL_ERROR', 'Duologue itself failed');
    }
    this.#checked = this.#log.all.length;
  }

  /** Taps of every hook that misbehave while they are told to. */
  #faultyPlugin(): Plugin {
    const misbehave = (): never => {
      if (this.#fault === 'throw') throw new Error('faulty');
      return (this.#fault === 'reject' ? Promise.reject(new Error('faulty')) : undefined) as never;
    };
    return {
      name: 'Faulty',
      apply(host) {
        for (const hook of [
          ...factNames,
          'outgoingMessage',
          'agentAudio',
          'userAudio',
          'answerToolCall',
        ] as const) {
          if (hook !== 'problemOccurred') (host.hooks[hook] as Hooks['connected']).tap('Faulty', misbehave);
        }
      },
    };
  }
}
