import { configDefaults, defineConfig } from 'vitest/config';

export const settings = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  maxWorkers: 4, // most of the time a test waits
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
