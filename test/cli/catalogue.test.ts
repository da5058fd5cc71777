import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { fanfare as run } from './fanfare-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-catalogue-'));

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform.stop());

const fanfare = (args: readonly string[]) => run(args, { env: { FANFARE_API_URL: platform.platform.apiUrl } });

async function answer(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await fanfare(['--json', ...args]);
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

describe('event-types', () => {
  it('are put, changed in what is named, shown, typed and deleted', async () => {
    const schema = file('paid.yaml', 'type: object\nproperties: { amount: { type: number } }\nrequired: [amount]\n');
    const put = ['event-types', 'put', 'invoice.paid'];
    await answer(...put, '--schema', schema, '--example', '{"amount":1}', '--description', 'Paid');
    expect(await answer(...put, '--deprecated')).toMatchObject({
      description: 'Paid',
      deprecated: true,
      example: { amount: 1 },
    });
    expect(await answer('event-types', 'show', 'invoice.paid')).toMatchObject({
      schemas: { 1: { required: ['amount'] } },
      webhook: { body: expect.stringContaining('"amount":1') as string },
    });
    const types = await fanfare(['event-types', 'types', 'invoice.paid']);
    expect(types.stdout).toContain('amount: number;');
    expect((await fanfare(['event-types', 'types', 'invoice.unknown'])).code).toBe(3);

    const wrong = await fanfare([...put, '--example', '{"amount":"one"}']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('example.amount');
    expect(await answer(...put, '--unset', 'schemas.1,example')).toMatchObject({ schemas: {} });
    expect(await fanfare(['--json', 'event-types', 'delete', 'invoice.paid'])).toMatchObject({ code: 0, stdout: '' });
    expect((await fanfare(['event-types', 'show', 'invoice.paid'])).code).toBe(3);
  });

  it('may come whole from a file, whose unknown fields are told with their line', async () => {
    const whole = file('type.json', '{\n"description": "Sent",\n"deprecated": true\n}');
    expect(await answer('event-types', 'put', 'mail.sent', '--file', whole)).toMatchObject({ deprecated: true });
    const wrong = await fanfare([
      'event-types',
      'put',
      'mail.sent',
      '--file',
      file('wrong.yaml', 'example: {}\ncolour: x\n'),
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('wrong.yaml:2: colour is not known here');
  });
});

it('openapi prints the API’s description', async () => {
  expect(await answer('openapi')).toMatchObject({ openapi: '3.1.0' });
});
