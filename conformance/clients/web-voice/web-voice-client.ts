import type { Browser, Page } from 'playwright-core';
import type { Client, Target } from '../client.ts';
import type { Told } from '../../story.ts';
import { versionOf } from '../version-of.ts';

export interface WebVoiceOptions {
  readonly browser: Browser;
  readonly pageUrl: string;
}

/** `@elevenlabs/client` with speech, in a page of a browser. */
export function webVoiceClient({ browser, pageUrl }: WebVoiceOptions): Client {
  return {
    name: `@elevenlabs/client ${versionOf('@elevenlabs/client')}, voice, Chromium ${browser.version()}`,
    mode: 'voice',
    agent: 'private',
    hangsUpWith: 1000,
    liberties: [],
    silentAbout: [],
    connect(target, tell) {
      let setGone = (): void => {};
      const gone = new Promise<void>((resolve) => (setGone = resolve));
      const page = open(browser, pageUrl, target, tell, () => setGone());
      return {
        driver: {
          say: async (samples, sampleRateHz) =>
            (await page).evaluate((ms) => window.speak(ms), (samples.length * 1_000) / sampleRateHz),
          hangUp: async () => (await page).evaluate(() => window.hangUp()),
        },
        ended: (async () => {
          const opened = await page;
          await gone;
          await opened.close();
        })(),
      };
    },
  };
}

/** Opens a page of its own, and starts the conversation in it. */
async function open(
  browser: Browser,
  pageUrl: string,
  target: Target,
  tell: (told: Told) => void,
  gone: () => void,
): Promise<Page> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => tell({ what: 'trouble', message: error.message }));
  await page.exposeFunction('tell', tell);
  await page.exposeFunction('gone', gone);
  await page.goto(pageUrl);
  await page.waitForFunction(() => 'start' in window);
  await page.evaluate((where) => window.start(where), target);
  return page;
}
