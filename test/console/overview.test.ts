/** The first view: who fails, why, since when, and it follows what happens. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { openPage, startBrowser } from './browser.ts';

let browser: Browser;
let platform: TestPlatform;
let url: string;

beforeAll(async () => {
  [browser, platform] = await Promise.all([startBrowser(), TestPlatform.start({ hasConsole: true })]);
  url = platform.platform.consoleUrl ?? '';
  await platform.subscribe('/fine', { name: 'Fine' });
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

describe('the overview', () => {
  it('of a stage on which nobody fails says so', async () => {
    const { page, faults } = await openPage(browser, url);
    await page.getByText('Nobody fails').waitFor();
    expect(await page.title()).toBe('Overview · Fanfare local');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows without a reload who begins to fail, why and since when, and no more once it succeeds', async () => {
    const { page, faults } = await openPage(browser, url);
    await page.getByText('Nobody fails').waitFor();
    let isDown = true;
    platform.endpoint.behave('/down', () => ({ status: isDown ? 503 : 200 }));
    await platform.subscribe('/down', { name: 'Billing', retrySchedule: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] });
    await platform.publish({});
    const failing = page.locator('tr', { hasText: 'Billing' });
    await failing.getByText('Answered HTTP 503: it is not available').waitFor();
    await failing
      .getByText(/\d+ s ago/)
      .first()
      .waitFor();
    isDown = false;
    await failing.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('counts what was delivered, as it happens', async () => {
    const { page } = await openPage(browser, `${url}?hours=1`);
    const delivered = async () => Number(await page.getByTestId('delivered').innerText());
    await page.getByTestId('delivered').waitFor();
    const before = await delivered();
    await platform.publish({}, {}, {});
    await until('more to be delivered', async () => (await delivered()) >= before + 3);
    await page.context().close();
  });

  it('looks at the time that its address names, and the choice changes the address', async () => {
    const { page } = await openPage(browser, `${url}?hours=24`);
    await page.getByText('Delivered in 24 hours').waitFor();
    await page.getByRole('button', { name: '7 days' }).click();
    await page.getByText('Delivered in 7 days').waitFor();
    expect(new URL(page.url()).search).toBe('?hours=168');
    await page.getByText('Per hour').waitFor();
    await page.context().close();
  });

  it('says when nothing answers any more, and goes on by itself when it does again', async () => {
    const { page } = await openPage(browser, url);
    await page.getByText('Deliveries over time').waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByText('Nothing answers').waitFor();
    await page.unroute('**/v1/**');
    await page.getByText('Nothing answers').waitFor({ state: 'detached' });
    await page.getByText('Deliveries over time').waitFor();
    await page.context().close();
  });
});

describe('the console', () => {
  it('follows the theme of the system, unless told otherwise, and keeps that', async () => {
    const { page } = await openPage(browser, url, { colorScheme: 'dark' });
    const isDark = async () => (await page.locator('body.awsui-dark-mode').count()) === 1;
    expect(await isDark()).toBe(true);
    await page.getByRole('button', { name: /Theme/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Light' }).click();
    await until('it to be light', async () => !(await isDark()));
    await page.reload();
    expect(await isDark()).toBe(false);
    await page.context().close();
  });

  it('has a page for every address, also for one that leads nowhere', async () => {
    const { page } = await openPage(browser, `${url}no/such/page`);
    await page.getByText('Nothing is at /no/such/page').waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.context().close();
  });

  it('is reached by keyboard alone: its first view, a subscriber, back', async () => {
    const { page } = await openPage(browser, `${url}subscribers`);
    const link = page.getByRole('link', { name: 'Fine', exact: true });
    await link.waitFor();
    const isReached = async () => (await page.locator('a:focus', { hasText: /^Fine$/ }).count()) === 1;
    for (let presses = 0; presses < 60 && !(await isReached()); presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fine' }).waitFor();
    await page.goBack();
    await link.waitFor();
    await page.context().close();
  });
});
