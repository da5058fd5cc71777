/** Choosing dead letters: the choice is what one sees, whoever else works on them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';
import { begun, deadCount, ended } from './telling-state.ts';

let console: OpenConsole;
let acme: SubscriberView;
let path: string;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  platform.endpoint.behave('/acme', () => ({ status: 500 }));
  acme = await platform.subscribe('/acme', { name: 'Acme', retrySchedule: [1] });
  path = `/subscribers/${acme.id}/dead-letters`;
  const ids = ['evt_a', 'evt_b', 'evt_c', 'evt_d'];
  await platform.publish(...ids.map((eventId) => ({ Detail: JSON.stringify({ eventId }) })));
  await until('all to be dead', async () => (await deadCount(platform, acme.id)) === ids.length);
});
afterAll(() => console.stop());

describe('a subscriber of whom nothing is left to be tried', () => {
  it('is not said to be tried again', async () => {
    const { page } = await console.open(`/subscribers/${acme.id}`);
    await page.getByText(/attempts failed/).waitFor();
    expect(await page.getByText(/tried again/).count()).toBe(0);
    await page.close();
  });
});

describe('what is chosen', () => {
  it('is chosen no more under another filter, also when one goes back to it', async () => {
    const { page } = await console.open(path);
    const box = page.getByRole('checkbox', { name: /evt_a/ });
    await page.getByRole('combobox', { name: /Filter dead letters/ }).fill('test.happened');
    await page.getByRole('option', { name: /test.happened/ }).click();
    await page.getByRole('heading', { name: 'Newest first (4)' }).waitFor();
    expect(page.url()).toContain('eventType');
    await box.click();
    await page.getByRole('heading', { name: 'Newest first (1 chosen of 4)' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Newest first (4)' }).waitFor();
    await page.goForward();
    await until('the filter to be back', () => page.url().includes('eventType'));
    await page.getByRole('heading', { name: 'Newest first (4)' }).waitFor();
    expect(await box.isChecked()).toBe(false);
    await page.close();
  });

  it('shrinks to what is still there when somebody else works on it', async () => {
    const { platform } = console;
    const { page } = await console.open(path);
    await page.getByRole('checkbox', { name: /All dead letters of this page/ }).click();
    await page.getByRole('heading', { name: 'Newest first (4 chosen of 4)' }).waitFor();
    const job = await begun(platform, `/v1/subscribers/${acme.id}/discards`, { eventIds: ['evt_a', 'evt_b'] });
    await ended(platform, `/v1/discards/${job}`);
    await page.getByRole('heading', { name: 'Newest first (2 chosen of 2)' }).waitFor();
    await page.getByRole('button', { name: 'Redrive 2', exact: true }).waitFor();
    await page.close();
  });
});

describe('the rate of a redrive', () => {
  it('that is no number is refused at its field, and is not no limit', async () => {
    const { page } = await console.open(path);
    await page.getByRole('button', { name: 'Redrive more than the chosen' }).click();
    await page.getByRole('menuitem', { name: 'Redrive all of this subscriber' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/At most so many a second/).pressSequentially('10e');
    await dialog.getByText(/must be a whole number from 1 to 500/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Redrive all' }).isDisabled()).toBe(true);
    await page.close();
  });
});

describe('a job that nobody knows', () => {
  it('is put away, and is asked for once', async () => {
    const { page } = await console.open('/dead-letters?jobs=red_unknown');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByText('No job has the id red_unknown').waitFor();
    await until('the list to be asked for again', () => asked.filter((one) => one === '/v1/dead-letters').length > 1);
    expect(asked.filter((one) => one.endsWith('/red_unknown')).length).toBeLessThan(2);
    await page.getByRole('button', { name: 'Put away: red_unknown' }).click();
    await page.getByText('No job has the id red_unknown').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('jobs');
    await page.close();
  });

  it('is told so on a page of its own', async () => {
    const { page } = await console.open('/redrives/red_unknown');
    await page.getByText('No job has the id red_unknown').waitFor();
    await page.close();
  });
});

describe('what cannot be counted', () => {
  it('is said, and nothing is said to agree', async () => {
    const { page } = await console.open(path);
    await page.getByText(/The log and the queue agree/).waitFor();
    await page.route('**/dead-letters/count*', (route) => route.fulfill({ status: 500, json: { title: 'Uncounted' } }));
    await page.getByText('Uncounted').first().waitFor();
    expect(await page.getByText(/The log and the queue agree/).count()).toBe(0);
    await page.close();
  });
});

describe('the time they died', () => {
  it('goes on where it has no end', async () => {
    const { page } = await console.open(`${path}?from=${new Date(Date.now() - 3_600_000).toISOString()}`);
    await page.getByRole('button', { name: /since \d+ \w+ \d{4}/ }).waitFor();
    await page.close();
  });

  it.each(['constructor', '__proto__'])('and a reason %s is refused by its name', async (reason) => {
    const { page } = await console.open(`${path}?reason=${reason}`);
    await page.getByText(`Reason = ${reason}`).waitFor();
    await page.close();
  });
});
