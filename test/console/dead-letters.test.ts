/** Dead letters in the console: found by a filter, chosen over pages and subscribers, discarded, reconciled. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubscriberView } from '../test-platform.ts';
import { until } from '../until.ts';
import { type OpenConsole, openConsole } from './open-console.ts';
import { deadCount } from './telling-state.ts';

let console: OpenConsole;
/** Sixty letters: more than a page. */
let many: SubscriberView;
let few: SubscriberView;

beforeAll(async () => {
  console = await openConsole();
  const { platform } = console;
  for (const path of ['/many', '/few']) platform.endpoint.behave(path, () => ({ status: 500 }));
  many = await platform.subscribe('/many', { name: 'Many', tenant: 'many', retrySchedule: [1] });
  few = await platform.subscribe('/few', { name: 'Few', tenant: 'few', retrySchedule: [1] });
  await platform.publish(...letters('many', 60), ...letters('few', 3));
  await until('all to be dead', async () => (await deadCount(platform, many.id)) === 60);
  await until('all to be dead', async () => (await deadCount(platform, few.id)) === 3);
});
afterAll(() => console.stop());

/** `many-00 … many-59`, of two types. */
function letters(tenant: string, count: number) {
  return Array.from({ length: count }, (_, at) => ({
    DetailType: at % 10 === 0 ? 'invoice.voided' : 'invoice.paid',
    Detail: JSON.stringify({ tenant, eventId: `${tenant}-${String(at).padStart(2, '0')}` }),
  }));
}

const pathOf = ({ id }: SubscriberView) => `/subscribers/${id}/dead-letters`;

describe('the list of dead letters', () => {
  it('goes on to older ones, and those that are chosen stay chosen', async () => {
    const { page } = await console.open(pathOf(many));
    await page.getByRole('heading', { name: 'Newest first (60)' }).waitFor();
    const boxes = page.getByRole('checkbox', { name: /many-/ });
    expect(await boxes.count()).toBe(50);
    await boxes.first().click();
    await page.getByRole('button', { name: 'Next page' }).click();
    await until('the second page', async () => (await boxes.count()) === 10);
    await boxes.first().click();
    await page.getByRole('heading', { name: 'Newest first (2 chosen of 60)' }).waitFor();
    expect(page.url()).toContain('cursor=');
    await page.getByRole('button', { name: 'Page before' }).click();
    await until('the first page', async () => (await boxes.count()) === 50);
    expect(await boxes.first().isChecked()).toBe(true);
    await page.close();
  });

  it('is narrowed down by a filter that its address keeps', async () => {
    const { page } = await console.open(pathOf(many));
    await page.getByRole('combobox', { name: /Filter dead letters/ }).fill('voided');
    await page.getByRole('option', { name: /invoice.voided/ }).click();
    await page.getByRole('heading', { name: 'Newest first (6)' }).waitFor();
    expect(new URL(page.url()).searchParams.get('eventType')).toBe('invoice.voided');
    await page.reload();
    await page.getByRole('heading', { name: 'Newest first (6)' }).waitFor();
    expect(await page.getByRole('checkbox', { name: /many-/ }).count()).toBe(6);
    await page.close();
  });

  it('says so when nothing matches, and when the filter is refused', async () => {
    const { page } = await console.open(`${pathOf(many)}?reason=endpoint-gone`);
    await page.getByText('No dead letter matches').waitFor();
    await page.goto(`${page.url().replace('endpoint-gone', 'boredom')}`);
    await page.getByText(/attempts-exhausted/).waitFor();
    await page.close();
  });

  it('stands still while some are chosen, and follows what happens otherwise', async () => {
    const { page } = await console.open(pathOf(few));
    await page.getByRole('checkbox', { name: /few-00/ }).click();
    await console.platform.publish({ DetailType: 'late.news', Detail: '{"tenant":"few","eventId":"few-late"}' });
    await until('the late one to be dead', async () => (await deadCount(console.platform, few.id)) === 4);
    await page.getByText('The log and the queue agree: 4 letters').waitFor();
    expect(await page.getByRole('checkbox', { name: /few-late/ }).count()).toBe(0);
    await page.getByRole('checkbox', { name: /few-00/ }).click();
    await page.getByRole('checkbox', { name: /few-late/ }).waitFor();
    await page.close();
  });
});

describe('what is chosen', () => {
  it('of several subscribers becomes one redrive for each', async () => {
    const { endpoint } = console.platform;
    for (const path of ['/many', '/few']) endpoint.behave(path, () => ({ status: 200 }));
    const { page } = await console.open('/dead-letters?eventType=invoice.voided');
    for (const id of ['many-10', 'many-20', 'few-00'])
      await page.getByRole('checkbox', { name: new RegExp(id) }).click();
    await page.getByRole('button', { name: 'Redrive 3', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 dead letters of Many').waitFor();
    await dialog.getByText('1 dead letter of Few').waitFor();
    await dialog.getByRole('button', { name: 'Redrive 3 dead letters' }).click();
    await page.getByText('2 of 2 put back on the queue').waitFor();
    await page.getByText('1 of 1 put back on the queue').waitFor();
    await until('them to be delivered', async () => {
      const statuses = await Promise.all([
        console.platform.delivery(many.id, 'many-10'),
        console.platform.delivery(many.id, 'many-20'),
        console.platform.delivery(few.id, 'few-00'),
      ]);
      return statuses.every((delivery) => delivery?.status === 'delivered');
    });
    await page.reload();
    await page.getByText('2 of 2 put back on the queue').waitFor();
    await page.close();
  });

  it('is discarded for good, and nothing else', async () => {
    const { page } = await console.open(pathOf(few));
    await page.getByRole('checkbox', { name: /few-01/ }).click();
    await page.getByRole('button', { name: 'Discard 1', exact: true }).click();
    await page.getByRole('dialog').getByText('They are deleted for good').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard 1 dead letter' }).click();
    await page.getByText('1 of 1 deleted for good').waitFor();
    await page.getByText('The log and the queue agree: 2 letters').waitFor();
    await page.goto(page.url().replace(/subscribers.*/, `deliveries/${few.id}/few-01`));
    await page.getByText('Discarded by an operator').waitFor();
    await page.close();
  });

  it('by a filter is discarded only once a word is typed', async () => {
    const { page } = await console.open(`${pathOf(many)}?eventType=invoice.voided`);
    await page.getByRole('button', { name: 'Discard more than the chosen' }).click();
    await page.getByRole('menuitem', { name: /Discard all that match the filter/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4 dead letters of Many').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Discard those that match' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel(/Type “discard”/).fill('discard');
    await confirm.click();
    await page.getByText(/4 of 4 deleted for good/).waitFor();
    expect(await deadCount(console.platform, many.id)).toBe(54);
    await page.close();
  });
});

describe('a letter that the log does not know', () => {
  it('is noticed, and in the list after a reconciliation', async () => {
    const { platform } = console;
    await platform.sqs.send(
      new SendMessageCommand({ QueueUrl: platform.queueUrl(few.id, '-dlq'), MessageBody: event('few-lost') }),
    );
    const { page } = await console.open(pathOf(few));
    await page.getByText('The log knows 2, the queue holds about 3').waitFor();
    await page.getByRole('button', { name: 'Reconcile' }).click();
    await page.getByText('1 that the log did not know stand in it now.').waitFor();
    await page.getByRole('checkbox', { name: /few-lost/ }).waitFor();
    await page.getByText('The log and the queue agree: 3 letters').waitFor();
    await page.close();
  });
});

/** As EventBridge hands it to the queue. */
function event(eventId: string): string {
  const time = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const head = {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'invoice.paid',
    source: 'test',
  };
  const place = { account: '000000000000', region: 'us-east-1', resources: [] };
  return JSON.stringify({ ...head, ...place, time, detail: { tenant: 'few', eventId } });
}

describe('a redrive under way', () => {
  it('shows how far it is, and can be cancelled', async () => {
    const { page } = await console.open(pathOf(many));
    await page.getByRole('button', { name: 'Redrive more than the chosen' }).click();
    await page.getByRole('menuitem', { name: 'Redrive all of this subscriber' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/At most so many a second/).fill('1');
    await dialog.getByRole('button', { name: 'Redrive all' }).click();
    await page.getByRole('progressbar', { name: 'How many were put back on the queue' }).waitFor();
    await page.getByText('A job is moving letters').waitFor();
    await page.getByText(/^[2-9] of 54 put back on the queue/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled', { exact: true }).waitFor();
    expect(await deadCount(console.platform, many.id)).toBeGreaterThan(30);
    await page.close();
  });
});

describe('when nothing answers', () => {
  it('what was there stays, and goes on by itself', async () => {
    const { page } = await console.open(pathOf(few));
    await page.getByRole('checkbox', { name: /few-lost/ }).waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByText('Nothing answers').first().waitFor();
    expect(await page.getByRole('checkbox', { name: /few-lost/ }).isVisible()).toBe(true);
    await page.unroute('**/v1/**');
    await page.getByText('Nothing answers').first().waitFor({ state: 'detached' });
    await page.close();
  });
});

describe('what cannot be done', () => {
  it('is said where it was asked for, and can be closed', async () => {
    await console.platform.api('POST', `/v1/subscribers/${many.id}/disable`);
    const { page } = await console.open(pathOf(many));
    await page.getByRole('checkbox', { name: /many-/ }).first().click();
    await page.getByRole('button', { name: 'Redrive 1', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Redrive 1 dead letter' }).click();
    await dialog
      .getByText(/disabled/)
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(
      await page.getByRole('button', { name: 'Redrive 1', exact: true }).evaluate((button) => button.matches(':focus')),
    ).toBe(true);
    await page.close();
  });
});
