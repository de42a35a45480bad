/** A mistake that somebody could make: what stands in a source file, and what would stand there. */
export interface SeededBug {
  readonly name: string;
  /** From `src/`. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

export const seededBugs: readonly SeededBug[] = [
  {
    name: 'lets audio with the id of the interruption in, also where it was here already',
    file: 'session/interruption-gate.ts',
    right: 'this.#highestId >= cutId ? cutId + 1 : cutId',
    wrong: 'cutId',
  },
  {
    name: 'lowers the gate for an older interruption',
    file: 'session/interruption-gate.ts',
    right: 'Math.max(this.#firstAdmittedId, firstAdmittedId)',
    wrong: 'firstAdmittedId',
  },
  {
    name: 'does not flush playout when the user cuts in',
    file: 'session/agent-voice.ts',
    right: "playout.flush((id) => gate.isCurrent(id), 'interrupted', told)",
    wrong: '[] as (number | undefined)[]',
  },
  {
    name: 'runs a call again that is repeated',
    file: 'tools/tool-runner.ts',
    right:
      'if (!this.#open || this.#running.has(call.toolCallId) || !this.#seen.add(call.toolCallId)) return;',
    wrong: 'if (!this.#open) return;',
  },
  {
    name: 'answers a call that wants no answer',
    file: 'tools/tool-runner.ts',
    right: 'this.#open && call.expectsResponse',
    wrong: 'this.#open',
  },
  {
    name: 'leaves the agent waiting where a tool throws',
    file: 'tools/tool-run.ts',
    right: "      this.settle('failed', text);\n    });",
    wrong: '    });',
  },
  {
    name: 'answers a ping a moment later',
    file: 'session/line.ts',
    right: "event.type === 'ping' ? this.#pong(event as ServerEvents['ping']) : undefined",
    wrong:
      "event.type === 'ping' ? void queueMicrotask(() => this.#pong(event as ServerEvents['ping'])) : undefined",
  },
  {
    name: 'forgets that playout is bounded',
    file: 'audio/playout.ts',
    right: '> this.#limitSamples',
    wrong: '> Number.POSITIVE_INFINITY',
  },
  {
    name: 'gives the output more than its lead',
    file: 'audio/output-lead.ts',
    right: 'this.#mostSamples - this.#held.sampleCount',
    wrong: 'this.#mostSamples',
  },
  {
    name: 'leaves playout running at the end',
    file: 'session/conversation.ts',
    right: '      () => this.#silence(),\n',
    wrong: '',
  },
  {
    name: 'does not stop a tool that asked to be aborted',
    file: 'tools/tool-runner.ts',
    right: "policy === 'abort'",
    wrong: "policy === ('never' as string)",
  },
  {
    name: 'answers a call that did not succeed as if it had',
    file: 'tools/tool-runner.ts',
    right: "const isError = outcome !== 'succeeded';",
    wrong: "const isError = outcome === 'failed';",
  },
  {
    name: 'lets more calls of a tool run at once than may',
    file: 'tools/semaphore.ts',
    right: 'if (this.#free > 0) this.#free -= 1;',
    wrong: 'if (this.#free > -100) this.#free -= 1;',
  },
  {
    name: 'runs a tool that was denied',
    file: 'tools/tool-run.ts',
    right: 'if (approved === false)',
    wrong: 'if (approved === (null as unknown))',
  },
  {
    name: 'takes silence for a yes to an MCP tool',
    file: 'tools/mcp-approvals.ts',
    right: 'approved === true',
    wrong: 'approved !== false',
  },
  {
    name: 'sends what a muted user says',
    file: 'session/audio-path.ts',
    right: 'this.muted || this.#paused ?',
    wrong: 'this.#paused ?',
  },
  {
    name: 'cuts what was to be heard before the end',
    file: 'session/ending.ts',
    right: 'if (drain) audio.resume();\n    else this.#goodbye.abort();',
    wrong: 'this.#goodbye.abort();',
  },
  {
    name: 'cuts the goodbye of the agent',
    file: 'session/ending.ts',
    right: 'await hearOut(playout, turnstileClock, () => this.#quietMs, this.#goodbye.signal);',
    wrong: ';',
  },
  {
    name: 'takes the turns of a new connection for those of the lost one',
    file: 'session/transcript.ts',
    right: '    this.#agents.clear();\n',
    wrong: '',
  },
  {
    name: 'dials again though the conversation is over',
    file: 'session/dialer.ts',
    right: '      deadline.signal.throwIfAborted();\n',
    wrong: '',
  },
];
