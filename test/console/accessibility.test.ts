/** Can everybody use the console? axe looks at every view, in both themes and at both widths, and at what opens on them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';
import { makeTellingState, type TellingState } from './telling-state.ts';
import { viewsOf } from './views.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Axe {
  run(options: { resultTypes: ['violations'] }): Promise<AxeResults>;
}

const GRAVE = ['serious', 'critical'];

/** Twenty views, each loaded anew. */
const LONG = { timeout: 300_000 };

const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const;

let console: OpenConsole;
let state: TellingState;

beforeAll(async () => {
  console = await openConsole();
  state = await makeTellingState(console.platform);
});
afterAll(() => console.stop());

describe.each(LOOKS)('$colorScheme, $width px wide', ({ colorScheme, width }) => {
  it('no view has a grave fault, nor is wider than the window', LONG, async () => {
    const { page, faults } = await console.open('/', { colorScheme, viewport: { width, height: 900 } });
    const wrong: string[] = [];
    for (const { name, path, shows } of viewsOf(state)) {
      await page.goto(new URL(path, page.url()).href);
      await page.getByText(shows).first().waitFor();
      wrong.push(...(await graveFaults(page, name)), ...(await overflow(page, name)));
    }
    expect(wrong).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('what opens', () => {
  it.each(LOOKS)('has no grave fault: $colorScheme, $width px wide', LONG, async ({ colorScheme, width }) => {
    const { page } = await console.open(`/subscribers/${state.failing.id}/dead-letters`, {
      colorScheme,
      viewport: { width, height: 900 },
    });
    const wrong: string[] = [];
    const look = async (name: string) => wrong.push(...(await graveFaults(page, name)));
    await page.getByRole('checkbox', { name: /evt_/ }).first().click();
    await page.getByRole('button', { name: 'Redrive more than the chosen' }).click();
    await look('a menu');
    await page.getByRole('menuitem', { name: 'Redrive all of this subscriber' }).click();
    await page.getByRole('dialog').getByText('dead letters of').waitFor();
    await look('a redrive to confirm');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard more than the chosen' }).click();
    await page.getByRole('menuitem', { name: 'Discard all of this subscriber' }).click();
    await page.getByRole('dialog').getByText('dead letters of').waitFor();
    await look('a discard to confirm');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /when they died/ }).click();
    await page.getByText('Last 6 hours').waitFor();
    await look('a time to choose');
    expect(wrong).toEqual([]);
    await page.context().close();
  });
});

async function graveFaults(page: Page, name: string): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Tables scroll within themselves; the page does not. */
async function overflow(page: Page, name: string): Promise<string[]> {
  const width = Number(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  );
  return width > 0 ? [`${name}: ${width} px wider than the window`] : [];
}
