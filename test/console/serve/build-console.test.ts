/** The console is built when its sources have changed, and several who start at once do not disturb each other. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../../console/serve/build-console.ts';

const cache = mkdtempSync(path.join(tmpdir(), 'fanfare-console-cache-'));
afterAll(() => rmSync(cache, { recursive: true }));

describe('the console', () => {
  it('is built whole by all who start at once, and then not again', async () => {
    let builds = 0;
    const build = () => buildConsole(() => builds++, cache);
    const [one = '', other = ''] = await Promise.all([build(), build()]);
    expect(one).toBe(other);
    expect(existsSync(path.join(one, 'index.html'))).toBe(true);
    expect(readdirSync(path.join(one, 'assets')).some((name) => /^index-.*\.js$/.test(name))).toBe(true);
    expect(readdirSync(cache).filter((name) => !name.endsWith('.users'))).toEqual([path.basename(one)]); // nothing half-made is left
    expect(builds).toBe(2);
    await build();
    expect(builds).toBe(2);
  });
});
