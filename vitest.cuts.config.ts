/** Tests that cut work off after one AWS call after the other: minutes of them, so they are not part of `npm test`. */
import { defineConfig } from 'vitest/config';
import { settings } from './vitest.config.ts';

export default defineConfig({ test: { ...settings, include: ['test/road/*-cuts.test.ts'] } });
