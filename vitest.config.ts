import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/console/*.test.ts'], // these need a browser: vitest.console.config.ts
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 4, // most of the time a test waits
    globalSetup: ['test/synthesize-once.ts'],
  },
});
