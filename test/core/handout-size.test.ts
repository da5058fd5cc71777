import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingCount, itemBytes, MAX_ANSWER_BYTES } from '../../core/handout-size.ts';

/** What Lambda takes of a function, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_BYTES = 6_291_556;
const MIB = 1024 * 1024;

/** As Lambda sends it: JSON with the answer's body as a text. */
function answerBytes(bodies: readonly string[], headers: Record<string, string>): number {
  const ours = { 'webhook-id': 'x'.repeat(64), 'webhook-signature': `v1,${'s'.repeat(44)}`, ...headers };
  const items = bodies.map((body) => ({ headers: ours, body, receipt: 'r'.repeat(2_000) }));
  return Buffer.byteLength(JSON.stringify({ statusCode: 200, body: JSON.stringify({ items }) }));
}

describe('an answer', () => {
  it('is never larger than the sizes of its items, whatever is in them', () => {
    const headers = fc.dictionary(fc.string(), fc.string({ maxLength: 50 }), { maxKeys: 3 });
    const bodies = fc.array(fc.string({ unit: 'binary', maxLength: 500 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(bodies, headers, (some, custom) => {
        const sum = some.reduce((bytes, body) => bytes + itemBytes(body, custom), 0);
        expect(answerBytes(some, custom)).toBeLessThanOrEqual(sum);
      }),
    );
  });

  it.each([
    ['plain text', 'x'],
    ['quotes and backslashes', '\\"'],
    ['line ends', '\n'],
    ['letters of three bytes', '語'],
  ])('takes the largest event there is, of nothing but %s', (_, unit) => {
    const body = unit.repeat(Math.floor(MIB / Buffer.byteLength(unit)));
    const headers = { 'x-large': '"'.repeat(4_000) };
    expect(itemBytes(body, headers)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(answerBytes([body], headers)).toBeLessThan(LAMBDA_BYTES);
  });

  it('leaves Lambda room', () => {
    expect(MAX_ANSWER_BYTES).toBeLessThan(LAMBDA_BYTES);
  });
});

describe('of some items', () => {
  it.each<[readonly number[], number, number]>([
    [[], 0, 0],
    [[1, 2, 3], 0, 3],
    [[MAX_ANSWER_BYTES - 1, 1], 0, 2],
    [[MAX_ANSWER_BYTES, 1], 0, 1],
    [[MAX_ANSWER_BYTES + 1, 1], 0, 1], // an empty answer takes any
    [[1], MAX_ANSWER_BYTES, 0],
    [[2, 1], MAX_ANSWER_BYTES - 1, 0], // in their order: what came first is not passed over
    [[1, 1], MAX_ANSWER_BYTES - 1, 1],
  ])('%j fit beside %i bytes: %i', (sizes, used, count) => {
    expect(fittingCount(sizes, used)).toBe(count);
  });
});
