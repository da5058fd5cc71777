/** An event in the console: found by whatever id, everyone it went to, each delivery by its attempts, sent again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

/** A publisher's id may be nearly anything, and the address must bear it; API Gateway itself loses a question mark. */
const ODD_ID = 'order 12/3#4 100%25 ü';

let console: OpenConsole;
let healthy: SubscriberView;
let waiting: SubscriberView;
let gone: SubscriberView;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  platform.endpoint.behave('/waiting', () => ({
    status: 503,
    headers: { 'content-type': 'text/plain' },
    body: 'Busy.',
  }));
  platform.endpoint.behave('/gone', () => ({ status: 410 }));
  healthy = await platform.subscribe('/healthy', { name: 'Healthy' });
  waiting = await platform.subscribe('/waiting', { name: 'Waiting', retrySchedule: [1800] });
  gone = await platform.subscribe('/gone', { name: 'Gone' });
  await platform.publish({ DetailType: 'order.shipped', Detail: JSON.stringify({ eventId: ODD_ID, parcels: 2 }) });
  const path = `/v1/events/${encodeURIComponent(ODD_ID)}/deliveries`;
  await until('it to have gone to all three', async () => {
    const { items } = (await platform.api<{ items: { status: string }[] }>('GET', path)).body;
    return items.length === 3;
  });
  await until('the gone one to be disabled', async () => (await platform.subscriber(gone.id)).status === 'disabled');
});
afterAll(() => console.stop());

describe('an event', () => {
  it('is found by the id its publisher gave it, however odd, and its address can be kept', async () => {
    const { page, faults } = await console.open('/events');
    await page.getByLabel('Event id').fill(ODD_ID);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Healthy.*delivered/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Waiting.*pending.*Answered HTTP 503.*Next attempt in \d+ min/ }).waitFor();
    await page.getByRole('row', { name: /Gone.*dead.*Answered HTTP 410/ }).waitFor();
    expect(page.url()).toContain(encodeURIComponent(ODD_ID));
    expect(faults).toEqual([]);
    await page.close();
  });

  it('that nobody got says what may be the reason, and an empty question asks back', async () => {
    const { page } = await console.open('/events/never-published');
    await page.getByText('The log has no delivery of this event').waitFor();
    await page.getByRole('link', { name: 'Find another event' }).click();
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Which event? Type or paste its id.').waitFor();
    await page.close();
  });

  it('leads to each of its deliveries, and these lead back', async () => {
    const { page } = await console.open(`/events/${encodeURIComponent(ODD_ID)}`);
    await page
      .getByRole('row', { name: /Waiting/ })
      .getByRole('link', { name: '1 attempts: show each' })
      .click();
    await page.getByRole('heading', { name: 'order.shipped to Waiting' }).waitFor();
    await page.getByText('Attempt 1').waitFor();
    expect(await page.getByLabel('Answer to attempt 1').innerText()).toBe('Busy.');
    await page.getByText('Next attempt', { exact: true }).last().waitFor();
    await page.getByRole('link', { name: /^sha256-/ }).click();
    await page.getByRole('row', { name: /Healthy/ }).waitFor();
    await page.close();
  });
});

describe('a delivery', () => {
  it('that was delivered is sent again out of the archive, and the new round is seen to come', async () => {
    const { endpoint } = console.platform;
    const { page } = await console.open(`/deliveries/${healthy.id}/${encodeURIComponent(ODD_ID)}`);
    await page.getByRole('button', { name: 'Send again: to Healthy' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('taken out of the archive').waitFor();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('The archive is asked for it').waitFor();
    await page.getByText('Round 2').waitFor();
    await until('it to be delivered twice', () => endpoint.at('/healthy').length === 2);
    const [first, second] = endpoint.at('/healthy');
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body.equals(first?.body ?? Buffer.from(''))).toBe(true);
    await page.getByRole('link', { name: 'a replay' }).click();
    await page.getByText(/Event sha256-/).waitFor();
    await page.close();
  });

  it('that cannot be sent again says why, in the words of the API', async () => {
    const { page } = await console.open(`/deliveries/${gone.id}/${encodeURIComponent(ODD_ID)}`);
    await page.getByText('The endpoint said it is gone (410)').first().waitFor();
    await page.getByRole('button', { name: 'Redrive: to Gone' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('taken out of the dead-letter queue').waitFor();
    const answer = page.waitForResponse(/\/replay$/);
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    const { status, detail } = (await (await answer).json()) as { status: number; detail: string };
    expect(status).toBe(409);
    await dialog.getByText(detail).waitFor();
    await page.close();
  });

  it('that is not in the log says so', async () => {
    const { page } = await console.open(`/deliveries/${waiting.id}/never-published`);
    await page.getByText(/The log has no delivery of never-published/).waitFor();
    await page.close();
  });
});
