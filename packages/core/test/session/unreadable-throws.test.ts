import assert from 'node:assert/strict';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

const escaped: unknown[] = [];
const note = (reason: unknown) => void escaped.push(reason);

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  assert.deepEqual(escaped, []);
});

/** A value that throws when it is looked at, also by `instanceof`. */
function unreadable(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const throwUnreadable = () => {
  throw unreadable();
};

it('answers a call whose tool throws what cannot be read', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [{ name: 'tool', description: 'Fails.', run: throwUnreadable }],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'failed', result: 'an unknown error' }]);
  expect(stage.log.problems).toEqual(['TOOL_FAILED']);
});

it('ends, whatever the audio slots throw while they close', async () => {
  const clock = new VirtualClock();
  const audioInput = Object.assign(new FakeMicrophone(), { stop: throwUnreadable });
  const audioOutput = Object.assign(new FakeSpeaker(clock), { stop: () => Promise.reject(unreadable()) });
  await using stage = await SessionUnderTest.connected({ clock, audioInput, audioOutput });

  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
  expect(stage.log.problems).toEqual(['AUDIO_INPUT_TROUBLE', 'AUDIO_OUTPUT_TROUBLE']);
});

it('tells a failed start where an audio slot throws what cannot be read', async () => {
  await using stage = new SessionUnderTest({
    audioInput: Object.assign(new FakeMicrophone(), { start: throwUnreadable }),
  });

  await expect(stage.session.start()).rejects.toMatchObject({ code: 'AUDIO_INPUT_FAILED' });
});

it('tells a failed start where the transport throws what cannot be read', async () => {
  await using stage = new SessionUnderTest({ transport: { connect: throwUnreadable } });

  await expect(stage.session.start()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
});

it('goes on where a tap, a timer and a listener of a plugin throw what cannot be read', async () => {
  await using stage = await SessionUnderTest.connected({
    plugins: [
      {
        name: 'Fragile',
        apply: (host) => {
          const { hooks, clock, signal } = host;
          hooks.connected.tap('Fragile', () => {
            clock.setTimeout(throwUnreadable, 10);
            throwUnreadable();
          });
          signal.addEventListener('abort', throwUnreadable);
          host.onDispose(throwUnreadable);
        },
      },
    ],
  });
  await stage.pass(20);

  expect(stage.session.state).toBe('connected');
  expect(stage.log.problems).toEqual(['TAP_FAILED', 'PLUGIN_FAILED']);
});
