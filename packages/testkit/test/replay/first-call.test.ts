import { Session } from '@duologue/core';
import { TraceRecorder } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { callScenario } from '../support/voice-call.ts';

let recorder = new TraceRecorder();

test.replay(
  callScenario,
  {
    door: ['memory', 'sockets'],
    createSession: (options) => {
      recorder = new TraceRecorder();
      return new Session({
        ...options,
        plugins: [recorder],
        tools: [{ name: 'convert_time', description: 'Converts a time.', run: () => ({ hour: 'nine' }) }],
      });
    },
  },
  async ({ session, trace }) => {
    const { reason } = await session.run();
    expect(reason).toBe('agent');
    expect(trace).toHaveCalledTool('convert_time', { to: expect.stringContaining('New_York') });
    expect(trace).toHaveReturnedToolResult('convert_time', { hour: 'nine' }, { isError: false });
    expect(trace).toHaveSaid('nine in the morning');
    expect(trace).not.toHaveSaid('refund');
    expect(trace).toHaveHeard(/New York/);
    expect(trace).toHaveBeenInterrupted({ heard: 'There is a lot to see. Begin at the Metropolitan' });
    expect(trace).toHaveClosed({ code: 1000, by: 'server' });
    expect({ trace }).toEqual({ trace: expect.toHaveSaid('welcome') });
    expect(recorder).toMatchTrace(trace);
    expect(trace).toMatchTrace();
  },
);
