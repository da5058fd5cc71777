import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fanfare } from './fanfare-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fanfare-manifest-'));

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

/** Each level is ten times the one before. */
function bomb(field: string): string {
  const levels = Array.from({ length: 6 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`);
  return ['a0: &a0 [x]', ...levels, `${field}: *a6`].join('\n');
}

/** The API is not even asked. */
const apply = (manifest: string) => fanfare(['subscribers', 'apply', '--file', manifest, '--yes']);

describe('a manifest that is not right is refused whole, every fault with its line:', () => {
  const right = 'name: A\n    url: https://a.example.com\n    eventTypes: [x]';
  it.each([
    ['subscribers: [', 'flawed.yaml:1:'],
    ['- a\n- b', 'flawed.yaml:1: must be an object'],
    ['manifest: x', 'subscribers must be a list'],
    ['manifest: "a\\tb"\nsubscribers: []', 'flawed.yaml:1: manifest must be a text of 1 to 64 letters'],
    ['subscribers: []\n---\nsubscribers: []', 'another document begins here'],
    [`subscribers:\n  - ${right.replace('[x]', '[*]')}`, 'flawed.yaml:4: a lone * must be in quotes: "*"'],
    [`subscribers:\n  - ${right.replace('[x]', '[*.paid]')}`, 'flawed.yaml:4: *.paid refers to nothing here'],
    [`subscribers:\n  - ${right}\n    filter: &f { a: *f }`, 'flawed.yaml cannot be read: an alias in it stands for'],
    [bomb('subscribers'), 'flawed.yaml cannot be read: Excessive alias count'],
    [`subscribers: ${'['.repeat(20_000)}`, 'flawed.yaml:1: it is nested too deeply'],
    [
      `subscribers:\n  - ${right}\n    tenant: 007`,
      'flawed.yaml:5: subscribers.0.tenant must be a text: write "007" in',
    ],
    [
      `subscribers:\n  - ${right}\n    metadata: { v: 1.10 }`,
      'subscribers.0.metadata.v must be a text: write "1.10" in',
    ],
    [`subscribers: []\ncolour: red`, 'flawed.yaml:2: colour is not known here'],
    [`manifest: 5\nsubscribers: []`, 'flawed.yaml:1: manifest must be a text'],
    [`subscribers:\n  - ${right}\n    colour: red`, 'flawed.yaml:5: subscribers.0.colour is no setting'],
    [
      `subscribers:\n  - ${right}\n    schemaVersion: 2`,
      'flawed.yaml:5: subscribers.0.schemaVersion must be a text: write "2" in quotes',
    ],
    [
      `subscribers:\n  - ${right}\n    retrySchedule: [0]`,
      'flawed.yaml:5: subscribers.0.retrySchedule must give each wait',
    ],
    [
      `subscribers:\n  - ${right}\n    filter: { n: [12345678901234567890] }`,
      'flawed.yaml:5: 12345678901234567000 is more than a number can hold',
    ],
    [
      `subscribers:\n  - ${right}\n    headers: { Content-Type: x }`,
      'flawed.yaml:5: subscribers.0.headers.Content-Type cannot be set',
    ],
    [`subscribers:\n  - ${right}\n    metadata: { "fanfare:manifest": x }`, 'is not for you to set'],
    [`subscribers:\n  - ${right}\n  - ${right}`, 'flawed.yaml:5: subscribers.1.name "A" is in the file twice'],
    [`subscribers:\n  - ${right}\n    url: https://b.example.com`, 'flawed.yaml:5: Map keys must be unique'],
    ['subscribers:\n  - name: A\n    eventTypes: [x]', 'flawed.yaml:2: subscribers.0.url is missing'],
    ['subscribers:\n  - url: https://a.example.com', 'subscribers.0.name is missing'],
  ])('%j', async (text, why) => {
    const { code, stdout, stderr } = await apply(file('flawed.yaml', text));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });

  it('one that is not there', async () => {
    const { code, stderr } = await apply(path.join(folder, 'nowhere.yaml'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot be read (there is none)') as string,
    });
  });
});
