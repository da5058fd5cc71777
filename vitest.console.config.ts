import { defineConfig } from 'vitest/config';

/** The console in a real browser: `npm run test:console`. */
export default defineConfig({
  test: {
    include: ['test/console/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    maxWorkers: 2, // each has a browser and a platform
    globalSetup: ['test/console/build-once.ts'],
  },
});
