import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WavWriter } from '@duologue/audio-node/wav';
import { chromium, type Browser } from 'playwright-core';
import type { Voice } from '../../sound/voice.ts';

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface TalkingBrowser extends AsyncDisposable {
  readonly browser: Browser;
}

/** Starts a headless Chromium whose microphone says the same words over and over. */
export async function launchBrowser(voice: Voice): Promise<TalkingBrowser> {
  const executablePath = process.env.CHROMIUM ?? executables.find((file) => existsSync(file));
  if (executablePath === undefined)
    throw new Error(
      'There is no Chromium. Install it (Debian: apt-get install chromium), or say where it is: CHROMIUM=…',
    );
  const folder = await mkdtemp(path.join(tmpdir(), 'duologue-conformance-'));
  const file = path.join(folder, 'voice.wav');
  const writer = new WavWriter({ path: file, sampleRateHz: voice.sampleRateHz });
  writer.write(voice.samples);
  writer.finish();
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
    ],
  });
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
