import { expect, it } from 'vitest';
import { isOver, jobKindOf, restSeconds } from '../../core/job.ts';

const hex = (digits: number) => 'a'.repeat(digits);

it("tells a job's kind by its id", () => {
  expect(jobKindOf(`red_${hex(32)}`)).toBe('redrive');
  expect(jobKindOf(`dis_${hex(32)}`)).toBe('discard');
  expect(jobKindOf(`rec_${hex(32)}`)).toBe('reconciliation');
  expect(jobKindOf(`rpl_${hex(20)}`)).toBe('replay');
});

it.each(['', 'red_', `red_${hex(31)}`, `red_${hex(33)}`, `rpl_${hex(32)}`, `sub_${hex(32)}`, `working#sub_${hex(32)}`])(
  'takes %j for no job',
  (id) => {
    expect(jobKindOf(id)).toBeUndefined();
  },
);

it('rests for longer from fault to fault, and at most a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(restSeconds)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

it('is over once completed, cancelled or failed', () => {
  const statuses = ['queued', 'running', 'cancelling', 'completed', 'cancelled', 'failed'] as const;
  expect(statuses.filter((status) => isOver({ status }))).toEqual(['completed', 'cancelled', 'failed']);
});
