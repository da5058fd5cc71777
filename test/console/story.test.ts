/** At three in the morning: who is failing, why, and it is put right, without loading a page anew. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';
import { deadCount } from './telling-state.ts';

const EVENTS = ['evt_a', 'evt_b', 'evt_c', 'evt_d', 'evt_e'];

let console: OpenConsole;
let page: Page;
let faults: readonly string[];
let acme: SubscriberView;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  platform.endpoint.behave('/acme', () => ({ status: 503, body: 'Down for maintenance until six.' }));
  acme = await platform.subscribe('/acme', { name: 'Acme billing', retrySchedule: [1] });
  await platform.subscribe('/globex', { name: 'Globex warehouse' });
  await platform.publish(
    ...EVENTS.map((eventId) => ({ DetailType: 'invoice.paid', Detail: JSON.stringify({ eventId }) })),
  );
  await until('all to be dead', async () => (await deadCount(platform, acme.id)) === EVENTS.length);
  ({ page, faults } = await console.open('/'));
  await page.evaluate(() => Object.assign(globalThis, { isTheSameWindow: true }));
});
afterAll(() => console.stop());

it('somebody sees who fails, reads why, redrives two, watches them arrive and redrives the rest', async () => {
  await seeWhoFails();
  await readWhy();
  console.platform.endpoint.behave('/acme', () => ({ status: 200 }));
  await redriveTwo();
  await watchThemArrive();
  await redriveTheRest();
  expect(await page.evaluate(() => 'isTheSameWindow' in globalThis), 'no page was loaded anew').toBe(true);
  expect(faults).toEqual([]);
});

const main = () => page.getByRole('main');

/** The overview says who fails and why. */
async function seeWhoFails(): Promise<void> {
  const row = page.getByRole('row', { name: /Acme billing/ });
  await row.getByText('Answered HTTP 503').waitFor();
  expect(await page.getByRole('row', { name: /Globex warehouse/ }).count()).toBe(0);
  await row.getByRole('link', { name: 'Acme billing' }).click();
}

/** The subscriber leads to its dead letters, and these to what the endpoint answered. */
async function readWhy(): Promise<void> {
  await main().getByText('It fails: Answered HTTP 503').waitFor();
  await main()
    .getByRole('link', { name: String(EVENTS.length), exact: true })
    .click();
  await main()
    .getByRole('heading', { name: `Newest first (${EVENTS.length})` })
    .waitFor();
  await main().getByText('The log and the queue agree: 5 letters').waitFor();
  const letter = main().getByRole('row', { name: /evt_c/ });
  expect(await letter.innerText()).toMatch(/Every attempt failed\s+Answered HTTP 503.*\s+2\s+503/);
  await letter.getByRole('link', { name: 'invoice.paid' }).click();
  await main().getByText('Attempt 2').waitFor();
  expect(await main().getByLabel('Answer to attempt 2').innerText()).toBe('Down for maintenance until six.');
  expect(await main().getByRole('list', { name: 'Attempts of round 1' }).getByRole('listitem').count()).toBe(3);
  await page.goBack();
}

/** Of the chosen ones each is sent once more, and no other. */
async function redriveTwo(): Promise<void> {
  const { endpoint } = console.platform;
  const before = endpoint.at('/acme').length;
  for (const id of ['evt_a', 'evt_c'])
    await main()
      .getByRole('checkbox', { name: `invoice.paid ${id}` })
      .click();
  await main().getByRole('button', { name: 'Redrive 2', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 dead letters of Acme billing').waitFor();
  await dialog.getByRole('button', { name: 'Redrive 2 dead letters' }).click();
  await main().getByText('2 of 2 put back on the queue').waitFor();
  await main().getByRole('heading', { name: 'Newest first (3)' }).waitFor();
  const redriven = endpoint.at('/acme').slice(before);
  expect(redriven.map(({ headers }) => headers['webhook-id']).sort()).toEqual(['evt_a', 'evt_c']);
  expect(redriven.every(({ isVerified }) => isVerified)).toBe(true);
}

async function watchThemArrive(): Promise<void> {
  await main().getByRole('link', { name: 'What became of them' }).click();
  await until('both to be delivered', async () => (await main().getByText('delivered', { exact: true }).count()) === 2);
  await page.getByRole('link', { name: 'Overview' }).click();
  await main().getByText('Nobody fails').waitFor();
}

async function redriveTheRest(): Promise<void> {
  await page.getByRole('link', { name: 'Dead letters' }).first().click();
  await main().getByRole('link', { name: 'Acme billing' }).first().click();
  await main().getByRole('button', { name: 'Redrive more than the chosen' }).click();
  await page.getByRole('menuitem', { name: 'Redrive all of this subscriber' }).click();
  await page.getByRole('dialog').getByText('3 dead letters of Acme billing').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Redrive all' }).click();
  await main().getByRole('heading', { name: 'Redrive of all dead letters' }).waitFor();
  await main().getByText('No dead letters', { exact: true }).waitFor();
  await until('the rest to be delivered', () => EVENTS.every((id) => deliveredOnce(id)));
}

function deliveredOnce(eventId: string): boolean {
  const sent = console.platform.endpoint.at('/acme').filter(({ headers }) => headers['webhook-id'] === eventId);
  return sent.length === 3; // twice in vain, then once
}
