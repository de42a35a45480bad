import { expect, it } from 'vitest';
import { encodeAudio } from '../../src/index.ts';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { FakeService } from '../support/fake-service.ts';
import { metadata, pcm } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

/** A session with both slots, whose service announced these formats. */
async function announced(agentFormat: string, userFormat: string) {
  const clock = new VirtualClock();
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker(clock);
  const service = new FakeService({ greeting: [metadata({ agentFormat, userFormat })] });
  const stage = new SessionUnderTest({ clock, service, audioInput: microphone, audioOutput: speaker });
  return { stage, microphone, speaker };
}

it.each([8_000, 16_000, 22_050, 24_000, 44_100, 48_000])('obeys pcm_%i both ways', async (sampleRateHz) => {
  const { stage, microphone, speaker } = await announced(`pcm_${sampleRateHz}`, `pcm_${sampleRateHz}`);
  await using _ = stage;
  await stage.session.start();
  const format = { encoding: 'pcm', sampleRateHz } as const;
  expect(microphone.started).toMatchObject({ format, frameMs: 20 });
  expect(speaker.started).toMatchObject({ format });

  const samples = pcm(200, sampleRateHz);
  microphone.hear(samples);
  expect(stage.service.line.microphone).toEqual([encodeAudio(samples, format)]);
  stage.service.send({
    type: 'audio',
    audio_event: { audio_base_64: encodeAudio(samples, format), event_id: 1 },
  });
  await stage.pass(190);
  expect(stage.session.playout.position).toBeDefined();
  await stage.pass(250);
  expect(speaker.written).toEqual([...samples]);
  expect(stage.session.playout.position).toBeUndefined();
});

it('codes G.711 at the wire: slots and taps see 16-bit samples at 8 kHz', async () => {
  const { stage, microphone, speaker } = await announced('ulaw_8000', 'ulaw_8000');
  await using _ = stage;
  const seen: number[] = [];
  stage.session.hooks.agentAudio.tap('See', ({ samples }) => void seen.push(...samples));
  await stage.session.start();
  expect(microphone.started?.format).toEqual({ encoding: 'ulaw', sampleRateHz: 8_000 });

  // the ends and the middle of the range, as ITU-T G.711 table 2a has them
  const wire = Buffer.from([0x00, 0x80, 0xff, 0x7f, 0x0f, 0x8f]).toString('base64');
  stage.service.send({ type: 'audio', audio_event: { audio_base_64: wire, event_id: 1 } });
  expect(seen).toEqual([-32_124, 32_124, 0, 0, -16_764, 16_764]);
  await stage.pass(300);
  expect(speaker.written).toEqual(seen);
  expect(stage.session.playout.ledger).toMatchObject([{ received: 6, played: 6 }]);

  microphone.hear(Int16Array.from(seen));
  const [sent = ''] = stage.service.line.microphone;
  expect([...Buffer.from(sent, 'base64')]).toEqual([0x00, 0x80, 0xff, 0xff, 0x0f, 0x8f]);
});

it('obeys a different format in each direction', async () => {
  const { stage, microphone, speaker } = await announced('pcm_24000', 'ulaw_8000');
  await using _ = stage;
  await stage.session.start();
  expect(speaker.started?.format).toEqual({ encoding: 'pcm', sampleRateHz: 24_000 });
  expect(microphone.started?.format).toEqual({ encoding: 'ulaw', sampleRateHz: 8_000 });
  microphone.hear(new Int16Array(160));
  expect(Buffer.from(stage.service.line.microphone[0] ?? '', 'base64')).toHaveLength(160);
});

it.each([
  ['opus_48000', 'pcm_16000'],
  ['mp3_44100_128', 'pcm_16000'],
  ['pcm_16000', 'alaw_8000'],
  ['pcm_4000', 'pcm_16000'],
  ['pcm_96000', 'pcm_16000'],
  ['', 'pcm_16000'],
])(
  'says in one error that %s and %s cannot both be used, and opens no slot',
  async (agentFormat, userFormat) => {
    const { stage, microphone, speaker } = await announced(agentFormat, userFormat);
    await using _ = stage;
    await expect(stage.session.start()).rejects.toMatchObject({
      code: 'UNSUPPORTED_AUDIO_FORMAT',
      details: { format: agentFormat.startsWith('pcm_1') ? userFormat : agentFormat },
    });
    expect(microphone.calls).toEqual([]);
    expect(speaker.calls).toEqual([]);
    expect(stage.session.state).toBe('idle');
    expect(stage.log.problems).toEqual([]);
  },
);

it('asks the microphone for frames of the length that it was told', async () => {
  const microphone = new FakeMicrophone();
  await using _ = await SessionUnderTest.connected({ audioInput: microphone, frameMs: 100 });
  expect(microphone.started?.frameMs).toBe(100);
});

it('sends two seconds of 48 kHz in one frame as they are', async () => {
  const { stage, microphone } = await announced('pcm_16000', 'pcm_48000');
  await using _ = stage;
  await stage.session.start();
  const long = pcm(2_000, 48_000);
  microphone.hear(long);
  expect(stage.service.line.microphone).toEqual([
    encodeAudio(long, { encoding: 'pcm', sampleRateHz: 48_000 }),
  ]);
});
