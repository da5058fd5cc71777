/** Dialogs: what they did, and what was typed into them, is not lost by a slip of the hand. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;

beforeAll(async () => {
  console = await openConsole();
});
afterAll(() => console.stop());

const dialogOf = (page: Page) => page.getByRole('dialog');
const clickBeside = (page: Page) => page.mouse.click(5, 450);

/** What one does in a hurry: none of it must close the dialog. */
async function tryToLeave(page: Page): Promise<void> {
  await clickBeside(page);
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.querySelector<HTMLElement>('[role=dialog] button[aria-label^="Close"]')?.click());
}

/** The answer waits until it is let go. */
async function holdAnswer(page: Page, path: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    if (route.request().method() === 'POST') await promise;
    await route.continue();
  });
  return resolve;
}

describe('a secret that is shown once', () => {
  it('is shown whatever is clicked while it is made, and goes away only by its button', async () => {
    const { page, faults } = await console.open('/subscribers?new=1');
    const dialog = dialogOf(page);
    await dialog.getByLabel('Name', { exact: true }).fill('Hasty');
    await dialog.getByLabel('URL', { exact: true }).fill(console.platform.endpoint.url('/hasty'));
    const letGo = await holdAnswer(page, '**/v1/subscribers');
    await dialog.getByLabel('Event types').pressSequentially('hasty.happened'); // and no Enter
    await dialog.getByRole('button', { name: 'Register' }).click();
    await until('it to be busy', () => dialog.getByRole('button', { name: 'Cancel' }).isDisabled());
    await tryToLeave(page);
    letGo();
    await dialog.getByText('Copy it now: it is not shown again').waitFor();
    await tryToLeave(page);
    await dialog.getByText(/whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('heading', { name: 'Hasty' }).waitFor();
    const { pathname } = new URL(page.url());
    const { body } = await console.platform.api<{ eventTypes: string[] }>('GET', `/v1${pathname}`);
    expect(body.eventTypes).toEqual(['hasty.happened']);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is shown after a rotation that somebody tried to leave', async () => {
    const { id } = await console.platform.subscribe('/rotated', { name: 'Rotated' });
    const { page } = await console.open(`/subscribers/${id}?do=rotate`);
    const letGo = await holdAnswer(page, '**/secrets');
    await dialogOf(page).getByRole('button', { name: 'Rotate', exact: true }).click();
    await tryToLeave(page);
    letGo();
    await dialogOf(page).getByText('The new secret of Rotated').waitFor();
    await tryToLeave(page);
    await dialogOf(page).getByRole('button', { name: 'I have kept it' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('a form', () => {
  it('outlives a click beside it; Esc, its cross and Cancel close it', async () => {
    const { page } = await console.open('/subscribers?new=1');
    const dialog = dialogOf(page);
    await dialog.getByLabel('Name', { exact: true }).fill('Typed');
    await clickBeside(page);
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Typed');
    for (const close of [
      () => dialog.getByLabel('Name', { exact: true }).press('Escape'),
      () => dialog.getByRole('button', { name: /^Close/ }).click(),
      () => dialog.getByRole('button', { name: 'Cancel' }).click(),
    ]) {
      await close();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Register a subscriber' }).click();
      await dialog.waitFor();
    }
    await page.context().close();
  });
});

describe('enabling', () => {
  it('brings back what was missed since it was disabled, not since it was changed', async () => {
    const { platform } = console;
    const { id } = await platform.subscribe('/enabled', { name: 'Enabled' });
    const path = `/v1/subscribers/${id}`;
    await platform.api('POST', `${path}/disable`);
    const { disabledAt = '' } = (await platform.api<{ disabledAt?: string }>('GET', path)).body;
    await until('another second', () => Date.now() > Date.parse(disabledAt) + 1100);
    await platform.api('PATCH', path, { description: 'changed later' });
    const { page } = await console.open(`/subscribers/${id}?do=enable`);
    const timeOfDay = new Date(disabledAt).toTimeString().slice(0, 8);
    const field = dialogOf(page).getByPlaceholder('hh:mm:ss');
    await field.waitFor();
    expect(await field.inputValue()).toBe(timeOfDay);
    await page.getByText(new RegExp(`Disabled .*${timeOfDay}`)).waitFor();
    await page.context().close();
  });
});

describe('an address', () => {
  it.each(['constructor', '__proto__', 'toString'])('that asks for the dialog %s opens none', async (name) => {
    const { id } = await console.platform.subscribe(`/${name}`, { name: `Not ${name}` });
    const { page, faults } = await console.open(`/subscribers/${id}?do=${name}`);
    await page.getByText('Recent deliveries').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(await dialogOf(page).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
