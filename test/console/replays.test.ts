/** Replays in the console: one is started for a subscriber that came late, watched, and what it brought is counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;
let late: SubscriberView;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  const early = await platform.subscribe('/early', { name: 'Early bird' });
  await platform.publish(
    ...Array.from({ length: 5 }, (_, at) => ({ Detail: JSON.stringify({ eventId: `evt_${at}` }) })),
  );
  await platform.settled(early.id, 'evt_4', 'delivered');
  late = await platform.subscribe('/late', { name: 'Late riser' });
});
afterAll(() => console.stop());

describe('replays', () => {
  it('are begun for a subscriber found by its name, and bring what it missed', async () => {
    const { page, faults } = await console.open('/replays');
    await page.getByText('No replays').waitFor();
    await page.getByRole('button', { name: 'Start a replay' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Subscriber/ }).click();
    await page.getByLabel('Find a subscriber by its name').fill('riser');
    await page.getByRole('option', { name: /Late riser/ }).click();
    await dialog.getByText('Only what it has not got is sent').waitFor();
    await dialog.getByRole('button', { name: 'Start the replay' }).click();
    await page.getByText('completed').waitFor();
    await until('all to have come', () => console.platform.endpoint.at('/late').length === 5);
    const figures = page.locator('[class*="key-value-pairs"]', { hasText: 'Delivered' }).first();
    await until('them to be counted', async () =>
      /Delivered\s+5\s+Pending\s+0\s+Dead\s+0/.test(await figures.innerText()),
    );
    await page.getByRole('link', { name: 'Replays', exact: true }).first().click();
    await page.getByRole('row', { name: /What is missing of.*completed.*Late riser/ }).waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  it('that send what was delivered once more say so before', async () => {
    const { page } = await console.open(`/replays?new=1&subscriberId=${late.id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Late riser').waitFor();
    await dialog.getByRole('checkbox', { name: 'Send what was delivered once more' }).click();
    await dialog.getByText('Every event of that time reaches the endpoint again').waitFor();
    await dialog.getByRole('button', { name: 'Start the replay' }).click();
    await page.getByText('All events of').waitFor();
    await until('all to have come twice', () => console.platform.endpoint.at('/late').length === 10);
    await page.close();
  });

  it('of a time that the archive does not keep are refused, with the field at fault', async () => {
    const { page } = await console.open(`/replays?new=1&subscriberId=${late.id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Last 1 hour/ }).click();
    await page.getByText('Custom range', { exact: true }).click();
    await page.getByLabel('Duration').fill('80');
    await page.getByRole('button', { name: /Unit of time/ }).click();
    await page.getByRole('option', { name: 'weeks' }).click();
    await page.getByRole('button', { name: 'Apply' }).click();
    await dialog.getByRole('button', { name: 'Start the replay' }).click();
    await dialog.getByRole('listitem').filter({ hasText: 'from' }).waitFor();
    await page.close();
  });

  it('that there are not say so', async () => {
    const { page } = await console.open('/replays/rpl_00000000000000000000');
    await page
      .getByText(/rpl_00000000000000000000/)
      .nth(1)
      .waitFor();
    await page.close();
  });
});
