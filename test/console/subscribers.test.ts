/** The list of subscribers: found, filtered, paged, and registered anew. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { openPage, startBrowser } from './browser.ts';

let browser: Browser;
let platform: TestPlatform;
let url: string;

const HOW_MANY = 30;

beforeAll(async () => {
  [browser, platform] = await Promise.all([startBrowser(), TestPlatform.start({ hasConsole: true })]);
  url = `${platform.platform.consoleUrl}subscribers`;
  platform.endpoint.behave('/broken', () => ({ status: 500, body: 'no' }));
  await platform.subscribe('/broken', { name: 'Broken', tenant: 'acme', retrySchedule: [1] });
  await platform.subscribe('/works', { name: 'Works', tenant: 'acme' });
  const paused = await platform.subscribe('/held', { name: 'Held' });
  await platform.api('POST', `/v1/subscribers/${paused.id}/pause`);
  await platform.publish({ Detail: '{"tenant":"acme"}' }, { Detail: '{"tenant":"acme"}' });
  for (let n = 0; n < HOW_MANY; n++) {
    const input = { name: `Customer ${n}`, url: 'http://127.0.0.1:9/', eventTypes: ['never.published'] };
    await platform.api('POST', '/v1/subscribers', input);
  }
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

describe('the list', () => {
  it('says of each its state and why it fails, its success rate, its dead letters', async () => {
    const { page, faults } = await openPage(browser, url);
    const broken = page.locator('tr', { hasText: 'Broken' });
    await broken.getByText('Answered HTTP 500').waitFor();
    await until(
      'its dead letters',
      async () => (await broken.getByRole('link', { name: '2', exact: true }).count()) === 1,
    );
    const works = page.locator('tr', { hasText: 'Works' });
    await works.getByText('100 % of 2').waitFor();
    await page.locator('tr', { hasText: 'Held' }).getByText('paused').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is searched by name; the address keeps what was looked for', async () => {
    const { page } = await openPage(browser, url);
    await page.getByLabel('A part of the name or the URL').fill('customer 2');
    await page.getByText('(11)').waitFor(); // 2, and 20 to 29
    expect(new URL(page.url()).searchParams.get('q')).toBe('customer 2');
    await page.reload();
    await page.getByText('(11)').waitFor();
    await page.context().close();
  });

  it('is filtered by status and tenant, and tells when nobody is left', async () => {
    const { page } = await openPage(browser, `${url}?tenant=acme`);
    await page.getByText('(2)').waitFor();
    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'paused' }).click();
    await page.getByText('No subscriber matches').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('(25+)').waitFor();
    await page.context().close();
  });

  it('is paged, and a page has an address', async () => {
    const { page } = await openPage(browser, url);
    await page.getByText('(25+)').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Customer 29', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Customer 29', exact: true }).waitFor();
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByRole('link', { name: 'Broken', exact: true }).waitFor();
    await page.context().close();
  });
});

describe('registering', () => {
  it('shows the secret once, and then the subscriber, which becomes active by itself', async () => {
    const { page, faults } = await openPage(browser, url);
    await page.getByRole('button', { name: 'Register a subscriber' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Newcomer');
    await dialog.getByLabel('URL', { exact: true }).fill(platform.endpoint.url('/newcomer'));
    await dialog.getByLabel('Event types').fill('test.happened');
    await dialog.getByLabel('Event types').press('Enter');
    await dialog.getByLabel('Tenant', { exact: false }).fill('globex');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText('Copy it now: it is not shown again').waitFor();
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(await dialog.innerText())?.[0] ?? '';
    platform.endpoint.expect('/newcomer', secret);
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('heading', { name: 'Newcomer' }).waitFor();
    await page.getByText('active', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await platform.publish({ Detail: '{"tenant":"globex"}' });
    await until('it to receive', () => platform.endpoint.at('/newcomer').length === 1);
    expect(platform.endpoint.at('/newcomer')[0]?.isVerified).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('tells at each field what is wrong with it, and keeps what was typed', async () => {
    const { page } = await openPage(browser, `${url}?new=1`);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Typo');
    await dialog.getByLabel('URL', { exact: true }).fill('ftp://example.com');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText('The request is not valid').waitFor();
    expect(await dialog.getByLabel('URL', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe(null);
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Typo');
    await dialog.getByText('More settings').click();
    await dialog.getByLabel('Filter', { exact: true }).fill('{not json');
    await dialog.getByRole('button', { name: 'Register' }).click();
    await dialog.getByText('must be a JSON object').waitFor();
    await page.context().close();
  });
});
