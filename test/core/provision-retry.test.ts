import { expect, it } from 'vitest';
import { MAX_PROVISION_RETRIES, provisionRetryWaitSeconds } from '../../core/provision-retry.ts';

it('waits longer from try to try, at last an hour', () => {
  const waits = Array.from({ length: 8 }, (_, retries) => provisionRetryWaitSeconds(retries));
  expect(waits).toEqual([5, 15, 60, 300, 900, 3600, 3600, 3600]);
});

it('gives up after a week at the earliest, and days before SQS forgets the message', () => {
  const waits = Array.from({ length: MAX_PROVISION_RETRIES }, (_, retries) => provisionRetryWaitSeconds(retries));
  const days = waits.reduce((sum, seconds) => sum + seconds, 0) / 86_400;
  expect(days).toBeGreaterThan(7);
  expect(days).toBeLessThan(14 - 5);
});
