/** `fanfare console` in a real browser: the key opens, the address forgets it, and who has none stays outside. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endAll, FanfareProcess } from '../cli/fanfare-process.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { openPage, startBrowser } from './browser.ts';

let browser: Browser;
let platform: TestPlatform;
let console: FanfareProcess;
let url: string;

beforeAll(async () => {
  [browser, platform] = await Promise.all([startBrowser(), TestPlatform.start()]);
  await platform.subscribe('/fine', { name: 'Fine' });
  console = new FanfareProcess(['--api-url', platform.platform.apiUrl, 'console', '--no-open']);
  url = await until('its address', () => /^http:\S+$/m.exec(console.stdout)?.[0], 60);
});
afterAll(async () => {
  endAll();
  await browser.close();
  await platform.stop();
});

describe('fanfare console', () => {
  it('shows the stage to whoever opens its address, which then holds no key any more', async () => {
    const { page, faults } = await openPage(browser, url);
    await page.getByText('Nobody fails').waitFor();
    expect(page.url()).toBe(new URL('/', url).href);
    await page.getByRole('link', { name: 'Subscribers', exact: true }).click();
    await page.getByRole('link', { name: 'Fine', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('It is paused: nothing is delivered').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows nothing to a browser that has no key', async () => {
    const { page } = await openPage(browser, new URL('/subscribers', url).href);
    await page.getByText('The console lets in who has its key').waitFor();
    await page.getByRole('link', { name: 'go on' }).click();
    await page.getByText('The console lets in who has its key').waitFor();
    await page.context().close();
  });

  it('lets a link from another page in with one click, where the browser has the key', async () => {
    const { page } = await openPage(browser, url);
    await page.getByText('Nobody fails').waitFor();
    await page.goto(`data:text/html,<a href="${new URL('/subscribers', url).href}">there</a>`);
    await page.getByRole('link', { name: 'there' }).click();
    await page.getByRole('link', { name: 'go on' }).click();
    await page.getByRole('heading', { name: 'Subscribers' }).waitFor();
    await page.context().close();
  });

  it('that was ended leaves a page that says what to do', async () => {
    const { page } = await openPage(browser, url);
    await page.getByText('Nobody fails').waitFor();
    console.signal('SIGINT');
    await page.getByText('Nothing answers').waitFor();
    await page.getByText(/Start it again/).waitFor();
    expect((await console.ended).code).toBe(0);
    await page.context().close();
  });
});
