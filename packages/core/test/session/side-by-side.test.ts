import { VirtualClock } from '@duologue/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, interruption, metadata, toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

afterEach(() => void vi.restoreAllMocks());

/** A session with a tool that says whose it is. */
function party(name: string, clock: VirtualClock): SessionUnderTest {
  const service = new FakeService({ greeting: [metadata({ conversationId: `conv_${name}` })] });
  const who = { name: 'who', description: 'Says who it is.', run: () => name };
  return new SessionUnderTest({ clock, service, tools: [who] });
}

it('keeps two conversations that use the same ids at the same time apart', async () => {
  const clock = new VirtualClock();
  const anna = party('Anna', clock);
  const ben = party('Ben', clock);
  await Promise.all([anna.session.start(), ben.session.start()]);
  for (const { service } of [anna, ben]) service.send(audio(300, 1), toolCall('who', 'call_1'));
  anna.service.send(agentResponse('I talk to Anna.', 1));
  ben.service.send(agentResponse('I talk to Ben.', 1));
  await clock.sleep(100);
  anna.service.send(interruption(2));
  await clock.sleep(1_000);

  const seen = ({ session, service, log }: SessionUnderTest) => ({
    id: session.conversationId,
    said: session.transcript
      .filter(({ role }) => role === 'agent')
      .map(({ plannedText, text }) => plannedText ?? text),
    result: service.heard('client_tool_result').map(({ result }) => result),
    playedMs: session.playout.ledger.map(({ played }) => played / 16),
    interruptions: log.of('interrupted').length,
  });
  expect([seen(anna), seen(ben)]).toEqual([
    { id: 'conv_Anna', said: ['I talk to Anna.'], result: ['Anna'], playedMs: [100], interruptions: 1 },
    { id: 'conv_Ben', said: ['I talk to Ben.'], result: ['Ben'], playedMs: [300], interruptions: 0 },
  ]);
  await Promise.all([anna.session.end(), ben.session.end()]);
  clock[Symbol.dispose]();
});

it('writes nothing to the console, not even about trouble', async () => {
  const written: unknown[] = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void written.push(words));
  }
  await using stage = await SessionUnderTest.connected();
  stage.service.send('no JSON', audio(100, 1), toolCall('missing', 'call_1'), interruption(1));
  await stage.pass(1_000);
  await stage.session.end();
  expect(stage.log.problems).toEqual(['BAD_FRAME', 'UNKNOWN_TOOL']);
  expect(written).toEqual([]);
});
