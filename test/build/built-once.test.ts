/** What is made of sources is made once, and stays while somebody uses it, however many newer ones there are. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtOnce } from '../../build/built-once.ts';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'fanfare-built-once-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const build = (version: number, onStart?: () => void) =>
  builtOnce({
    ...{ cache, kind: 'thing', sources: ['package.json'], settings: { version } },
    make: async (directory) => writeFileSync(path.join(directory, 'version'), String(version)),
    ...(onStart ? { onStart } : {}),
  });

/** Leaves it to a process that has ended. */
function abandon(directory: string): void {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  renameSync(path.join(`${directory}.users`, String(process.pid)), path.join(`${directory}.users`, String(ended)));
}

it('is made anew only when what it is made of has changed', async () => {
  let made = 0;
  const [one, again, other] = [
    await build(1, () => made++),
    await build(1, () => made++),
    await build(2, () => made++),
  ];
  expect([again === one, other === one, made]).toEqual([true, false, 2]);
});

it('stays while a process that asked for it lives; of the others the newest stay', async () => {
  const used = await build(1);
  for (let version = 2; version <= 7; version++) abandon(await build(version));
  await build(8);
  expect(existsSync(path.join(used, 'version'))).toBe(true);
  const left = readdirSync(cache).filter((name) => !name.endsWith('.users'));
  expect(left).toHaveLength(5);
  expect(readdirSync(cache).filter((name) => name.endsWith('.users'))).toHaveLength(5);
});

it('leaves nothing behind when it cannot be made', async () => {
  const make = () => Promise.reject(new Error('no'));
  await expect(builtOnce({ cache, kind: 'thing', sources: ['package.json'], make })).rejects.toThrow('no');
  expect(readdirSync(cache).filter((name) => !name.endsWith('.users'))).toEqual([]);
});
