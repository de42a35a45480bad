import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetConversationResponseModel } from '@elevenlabs/elevenlabs-js/serialization/types/GetConversationResponseModel.js';
import { cassette, ConvaiServer, importCassette } from '@duologue/testkit';
import type { Check } from './run-checks.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const capture = here('../../packages/testkit/test/fixtures/live-captures/text_in_audio_out_turn.yaml');
const record = here('../../packages/testkit/test/cassette/from-conversation/refund-call.json');

/** What was captured of the service itself, against the clients and types that the service publishes. */
export const capturedChecks: readonly Check[] = [
  { name: '@elevenlabs/client has a conversation that was captured live', run: replayCapture },
  { name: 'the record of a call that the testkit reads is one to elevenlabs-js', run: readRecord },
];

async function replayCapture(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'captured-'));
  try {
    const file = importCassette(capture, { to: join(folder, 'say-hi') });
    // the capture is of another client, which does not say who it is, nor of anything that it has no wish
    const overrides = '/conversation_config_override';
    const ignore = [
      '/source_info',
      `${overrides}/conversation`,
      `${overrides}/tts`,
      '/custom_llm_extra_body',
    ];
    const server = await ConvaiServer.listen(cassette(file, { ignore }));
    try {
      const heard = await call(server.httpUrl.replace('http', 'ws')).catch((error: unknown) => error);
      const failure = server.conversations[0]?.failure;
      if (failure) throw failure;
      if (heard instanceof Error) throw heard;
      const wanted = JSON.stringify({ heard: ['agent: Hello there.'], reason: 'agent' });
      if (heard !== wanted) throw new Error(`The client told ${String(heard)}, not ${wanted}.`);
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function call(origin: string): Promise<string> {
  const program = here('../clients/web-text/captured-call.ts');
  const args = ['--conditions=@duologue/source', '--import=tsx', program, origin];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  return stdout.trim();
}

async function readRecord(): Promise<void> {
  const answer: unknown = JSON.parse(await readFile(record, 'utf8'));
  const read = GetConversationResponseModel.parse(answer, { unrecognizedObjectKeys: 'fail' });
  if (!read.ok)
    throw new Error(read.errors.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
