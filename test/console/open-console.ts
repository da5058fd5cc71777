/** The console of a platform of the tests' own, in a browser of the tests' own. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { TestPlatform } from '../test-platform.ts';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';

export interface OpenConsole {
  readonly platform: TestPlatform;
  /** A page of the console by its path, in a window of its own. */
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  stop(): Promise<void>;
}

export async function openConsole(): Promise<OpenConsole> {
  const [platform, browser] = await Promise.all([TestPlatform.start({ hasConsole: true }), startBrowser()]);
  return {
    platform,
    open: (path, options) =>
      openPage(browser, `${platform.platform.apiUrl}${path}`, { reducedMotion: 'reduce', ...options }),
    stop: () => stop(platform, browser),
  };
}

async function stop(platform: TestPlatform, browser: Browser): Promise<void> {
  await browser.close();
  await platform.stop();
}
