/** The catalogue in the console: how to begin it, how to search it, all that a developer needs of one type. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenConsole, openConsole } from './open-console.ts';

let console: OpenConsole;

beforeAll(async () => {
  console = await openConsole();
});
afterAll(() => console.stop());

const schema = (field: string) => ({ type: 'object', required: [field], properties: { [field]: { type: 'integer' } } });

describe('the catalogue', () => {
  it('as long as it is empty says how to begin it', async () => {
    await console.platform.api('DELETE', '/v1/event-types/demo.hello').catch(() => {}); // its answer has no body
    const { page, faults } = await console.open('/event-types');
    await page.getByText('The catalogue is empty').waitFor();
    await page.getByText('npx fanfare event-types put invoice.paid').waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is searched by name and by meaning, and marks what is deprecated', async () => {
    const { platform } = console;
    await platform.api('PUT', '/v1/event-types/invoice.paid', { description: 'Money came in.' });
    await platform.api('PUT', '/v1/event-types/invoice.payed', { description: 'Misspelt.', deprecated: true });
    const { page } = await console.open('/event-types');
    await page.getByRole('row', { name: /invoice.payed deprecated/ }).waitFor();
    await page.getByLabel('Search the catalogue').fill('money');
    await page.getByText('1 match').first().waitFor();
    expect(await page.getByRole('row').count()).toBe(2); // and the heads of the columns
    await page.getByRole('link', { name: 'invoice.paid' }).click();
    await page.getByText('The catalogue has no schema of it').waitFor();
    await page.close();
  });

  it('shows of a type each version, and a webhook whose signature is right', async () => {
    const input = { schemas: { 1: schema('amount'), 2: schema('cents') }, example: { amount: 3 } };
    await console.platform.api('PUT', '/v1/event-types/order.paid', input);
    const { page } = await console.open('/event-types/order.paid');
    await page.getByRole('heading', { name: 'Schema, version 2' }).waitFor();
    await page.getByRole('button', { name: 'Version 1' }).click();
    await page.getByRole('heading', { name: 'Schema, version 1' }).waitFor();
    expect(new URL(page.url()).searchParams.get('version')).toBe('1');
    expect(JSON.parse(await page.getByRole('region', { name: 'JSON Schema' }).innerText())).toEqual(schema('amount'));
    const headers = (await page.getByRole('region', { name: 'Headers' }).innerText())
      .split('\n')
      .map((line) => line.split(': '));
    const body = JSON.parse(await page.getByRole('region', { name: /Body of a webhook/ }).innerText()) as {
      data: unknown;
    };
    expect(body.data).toEqual({ amount: 3 });
    const signed = Object.fromEntries(headers) as Record<string, string>;
    expect(
      new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').sign(
        'evt_0123456789abcdef',
        new Date('2026-01-01T12:00:00Z'),
        JSON.stringify(body),
      ),
    ).toBe(signed['webhook-signature']);
    await page.close();
  });

  it('knows when it has no such type', async () => {
    const { page } = await console.open('/event-types/order.lost');
    await page.getByText('The catalogue has no event type order.lost.').waitFor();
    await page.close();
  });
});
