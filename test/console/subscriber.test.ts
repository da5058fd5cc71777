/** One subscriber: what is wrong with it, what became of its deliveries, and what can be done. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { openPage, startBrowser } from './browser.ts';

let browser: Browser;
let platform: TestPlatform;

beforeAll(async () => {
  [browser, platform] = await Promise.all([startBrowser(), TestPlatform.start({ hasConsole: true })]);
});
afterAll(async () => {
  await browser.close();
  await platform.stop();
});

const open = (id: string, query = '') => openPage(browser, `${platform.platform.consoleUrl}subscribers/${id}${query}`);

async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}

describe('a subscriber whose endpoint fails', () => {
  let subscriber: SubscriberView;
  const eventId = newEventId();

  beforeAll(async () => {
    platform.endpoint.behave('/angry', () => ({ status: 500, body: '{"error":"the database is locked"}' }));
    subscriber = await platform.subscribe('/angry', { name: 'Angry', retrySchedule: [1, 3600], eventTypes: ['angry'] });
    await platform.publish({ DetailType: 'angry', Detail: JSON.stringify({ eventId }) });
  });

  it('says first why and since when, and when it is tried again', async () => {
    const { page, faults } = await open(subscriber.id);
    await page.getByText('It fails: Answered HTTP 500: its own error').waitFor();
    await page.getByText(/2 attempts failed/).waitFor();
    await page.getByText(/What failed is tried again by itself; the oldest event to be retried is of/).waitFor();
    await page.getByText('Oldest event to be retried', { exact: true }).waitFor();
    await page.getByText(/Next attempt/).waitFor();
    await page
      .getByText(/in (1 h|[45]\d min)/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('shows every attempt of a delivery with what was answered, and the address says which is open', async () => {
    const { page } = await open(subscriber.id);
    await page.getByRole('button', { name: `Show the attempts of ${eventId}` }).click();
    await page.getByText('Attempt 2', { exact: true }).waitFor();
    await page.getByText('Attempt 1', { exact: true }).waitFor();
    expect(await page.getByText('{"error":"the database is locked"}').count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('open')).toBe(eventId);
    await page.reload();
    await page.getByText('Attempt 2', { exact: true }).waitFor();
    await page.context().close();
  });

  it('shows its deliveries of one status', async () => {
    const { page } = await open(subscriber.id, '?status=dead');
    await page.getByText('No dead letters').waitFor();
    await page.getByRole('button', { name: 'Pending' }).click();
    await page.getByRole('link', { name: eventId }).waitFor();
    await page.context().close();
  });
});

describe('what can be done with a subscriber:', () => {
  it('a test event is sent, and seen to arrive', async () => {
    const { id } = await platform.subscribe('/tested', { name: 'Tested' });
    const { page } = await open(id, '?do=test');
    await confirm(page, 'Send it');
    await page.getByText('A test event is on its way to Tested.').waitFor();
    await page.getByText('fanfare.test').waitFor();
    await page.getByText('delivered', { exact: true }).waitFor();
    expect(platform.endpoint.at('/tested')).toHaveLength(1);
    await page.context().close();
  });

  it('it is paused and resumed; what waits is counted', async () => {
    const { id } = await platform.subscribe('/pausing', { name: 'Pausing', eventTypes: ['pausing'] });
    const { page } = await open(id);
    await page.getByRole('button', { name: 'Pause' }).click();
    await confirm(page, 'Pause');
    await page.getByText('It is paused: nothing is delivered').waitFor();
    await platform.publish({ DetailType: 'pausing' }, { DetailType: 'pausing' });
    await page.getByText(/2 events wait in its queue/).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await confirm(page, 'Resume');
    await page.getByText('It is paused: nothing is delivered').waitFor({ state: 'detached' });
    await until('both to arrive', () => platform.endpoint.at('/pausing').length === 2);
    await page.context().close();
  });

  it('it is disabled, and enabled with what it missed', async () => {
    const { id } = await platform.subscribe('/missing', { name: 'Missing', eventTypes: ['missing'] });
    const { page } = await open(id, '?do=disable');
    await confirm(page, 'Disable');
    await page.getByText('It is disabled: events for it are not kept').waitFor();
    await until('it to be disabled', async () => (await platform.subscriber(id)).status === 'disabled');
    await platform.publish({ DetailType: 'missing' });
    await page.getByRole('button', { name: 'Enable' }).click();
    await confirm(page, 'Enable');
    await page.getByText('Missing is being enabled.').waitFor();
    await page.getByRole('link', { name: 'Follow the replay' }).waitFor();
    await until('it to arrive', () => platform.endpoint.at('/missing').length === 1, 60);
    await page.context().close();
  });

  it('its settings are changed; only what was changed is sent', async () => {
    const { id } = await platform.subscribe('/changed', { name: 'Changed', tenant: 'acme', description: 'before' });
    const { page } = await open(id, '?tab=settings&do=edit');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Changed name');
    await dialog.getByLabel('Tenant', { exact: false }).fill('');
    await confirm(page, 'Save');
    await page.getByRole('heading', { name: 'Changed name' }).waitFor();
    const now = (await platform.subscriber(id)) as unknown as Record<string, unknown>;
    expect(now).toMatchObject({ name: 'Changed name', description: 'before' });
    expect(now).not.toHaveProperty('tenant');
    await page.context().close();
  });

  it('a change that somebody else was faster with is not overwritten', async () => {
    const { id } = await platform.subscribe('/raced', { name: 'Raced' });
    const { page } = await open(id, '?do=edit');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Mine');
    await platform.api('PATCH', `/v1/subscribers/${id}`, { name: 'Theirs' });
    await dialog.getByText('Somebody has changed it meanwhile').waitFor();
    await confirm(page, 'Save');
    await dialog.getByText('It has been changed since').waitFor();
    await page.getByRole('heading', { name: 'Theirs', exact: true }).waitFor();
    await page.context().close();
  });

  it('its secret is rotated, and shown once', async () => {
    const { id } = await platform.subscribe('/rotated', { name: 'Rotated' });
    const { page } = await open(id, '?do=rotate');
    await confirm(page, 'Rotate');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The new secret of Rotated').waitFor();
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(await dialog.innerText())?.[0] ?? '';
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await dialog.waitFor({ state: 'detached' });
    platform.endpoint.expect('/rotated', secret);
    await platform.publish({});
    await until('it to arrive', () => platform.endpoint.at('/rotated').length === 1);
    expect(platform.endpoint.at('/rotated')[0]?.isVerified).toBe(true);
    await page.context().close();
  });

  it('it is deleted once its name is typed, and its page says that it is gone', async () => {
    const { id } = await platform.subscribe('/deleted', { name: 'Deleted' });
    const { page } = await open(id, '?do=delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('0 waiting events and 0 dead letters are lost with it.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Deleted');
    await confirm(page, 'Delete for good');
    await page.getByText(`Nobody has the id ${id}`).waitFor();
    await page.context().close();
  });
});
