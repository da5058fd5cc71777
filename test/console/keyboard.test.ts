/** Without a mouse: dead letters are chosen and redriven by keyboard alone, and the focus is always somewhere. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';
import { deadCount } from './telling-state.ts';

let console: OpenConsole;
let acme: SubscriberView;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  platform.endpoint.behave('/acme', () => ({ status: 500 }));
  acme = await platform.subscribe('/acme', { name: 'Acme', retrySchedule: [1] });
  await platform.publish({ Detail: '{"eventId":"evt_a"}' }, { Detail: '{"eventId":"evt_b"}' });
  await until('both to be dead', async () => (await deadCount(platform, acme.id)) === 2);
  platform.endpoint.behave('/acme', () => ({ status: 200 }));
});
afterAll(() => console.stop());

it('a letter is chosen, redriven and followed', async () => {
  const { page } = await console.open(`/subscribers/${acme.id}/dead-letters`);
  await page.getByText('evt_b').waitFor();
  const redrive = page.getByRole('button', { name: /^Redrive (chosen|1)$/ });
  await tabTo(page, page.getByRole('checkbox', { name: /All dead letters of this page/ }));
  await page.keyboard.press('ArrowDown'); // a table is one stop; arrows lead through it
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: 'Newest first (1 chosen of 2)' }).waitFor();
  await tabTo(page, redrive, 'Shift+Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await tabTo(page, dialog.getByRole('button', { name: 'Redrive 1 dead letter' }));
  await page.keyboard.press('Enter');
  await page.getByText('1 of 1 put back on the queue').waitFor();
  expect(await page.locator('.job-card').evaluate((card) => card.matches(':focus'))).toBe(true);
  await tabTo(page, page.getByRole('link', { name: 'What became of them' }));
  await page.keyboard.press('Enter');
  await page.getByText('delivered', { exact: true }).waitFor();
  await page.close();
});

it('a dialog keeps the focus in it, and gives it back to what opened it', async () => {
  const { page } = await console.open(`/subscribers/${acme.id}/dead-letters`);
  await page.getByText(/evt_/).first().waitFor();
  const more = page.getByRole('button', { name: 'Discard more than the chosen' });
  await tabTo(page, more);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (let tab = 0; tab < 8; tab++) {
    await page.keyboard.press('Tab');
    expect(await dialog.locator(':focus').count()).toBe(1);
  }
  await page.keyboard.press('Escape');
  await until('the focus to be back', () => hasFocus(more));
  await page.close();
});

/** Presses the key until the focus is there, as often as a patient person would. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await hasFocus(wanted)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${wanted} was not reached by ${key}.`);
}

const hasFocus = (wanted: Locator) => wanted.evaluate((element) => element.matches(':focus'));
