import { configDefaults, defineConfig } from 'vitest/config';

export const settings = {
  // Tests wait for conditions: these limits are for what hangs, on a machine that is busy or slow.
  testTimeout: 180_000,
  hookTimeout: 240_000,
  maxWorkers: 4, // much of the time a test waits
  isolate: false, // modules are loaded once a worker: each file has a platform of its own all the same
  globalSetup: ['test/synthesize-once.ts'],
};

export default defineConfig({
  test: {
    ...settings,
    include: ['test/**/*.test.ts'],
    // These need a browser, or minutes: vitest.console.config.ts, vitest.cuts.config.ts.
    exclude: [...configDefaults.exclude, 'test/console/*.test.ts', 'test/road/*-cuts.test.ts'],
  },
});
