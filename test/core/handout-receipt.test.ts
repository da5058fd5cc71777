import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReceipt, type Receipt, readReceipt } from '../../core/handout-receipt.ts';

const receipt: Receipt = {
  subscriberId: 'sub_1',
  event: { id: 'evt_1', type: 'invoice.paid', time: '2026-11-01T10:00:00Z' },
  messageId: 'a-b-c',
  receiptHandle: 'AQEB+/==',
  handedOutAtMs: 1_793_527_200_000,
  leaseUntilMs: 1_793_527_230_000,
};

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const receipts: fc.Arbitrary<Receipt> = fc
  .record({
    subscriberId: text,
    event: fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      type: text,
      time: fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString()),
    }),
    ...{ messageId: text, receiptHandle: text },
    handedOutAtMs: fc.integer({ min: 1, max: 4_000_000_000_000 }),
    heldMs: fc.double({ min: 1, max: 43_200_000, noNaN: true }),
  })
  .map(({ heldMs, ...rest }) => ({ ...rest, leaseUntilMs: rest.handedOutAtMs + heldMs }));

const encoded = (fields: unknown) => Buffer.from(JSON.stringify(fields)).toString('base64url');
const fields = (token: string) => JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];

describe('a receipt', () => {
  it('says again what it was made of, to its subscriber and to nobody else', () => {
    fc.assert(
      fc.property(receipts, text, (some, other) => {
        expect(readReceipt(formatReceipt(some), some.subscriberId)).toEqual(some);
        if (other !== some.subscriberId) expect(readReceipt(formatReceipt(some), other)).toBeUndefined();
      }),
    );
  });

  it('travels in a URL, in a header, in JSON as it is', () => {
    fc.assert(fc.property(receipts, (some) => /^[A-Za-z0-9_-]+$/.test(formatReceipt(some))));
  });

  it('that somebody made up is none, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (token) => readReceipt(token, 'sub_1') === undefined));
    fc.assert(fc.property(fc.jsonValue(), (value) => readReceipt(encoded(value), 'sub_1') === undefined));
  });

  it.each<[string, number, unknown]>([
    ['of another version', 0, 2],
    ["of an id that is no event's", 2, 'a.b'],
    ['without an id', 2, ''],
    ['of no time', 4, 'soon'],
    ['without a handle', 6, ''],
    ['handed out at no time', 7, 0],
    ['handed out beyond all time', 7, 9e15],
    ['that ends before it begins', 8, 1_793_527_199_999],
    ['with one thing more', 9, 'more'],
  ])('%s is none', (_, at, value) => {
    const changed = fields(formatReceipt(receipt));
    changed[at] = value;
    expect(readReceipt(encoded(changed), 'sub_1')).toBeUndefined();
  });

  it('spelled in another way is none', () => {
    const token = formatReceipt(receipt);
    expect(readReceipt(token, 'sub_1')).toEqual(receipt);
    expect(readReceipt(`${token}=`, 'sub_1')).toBeUndefined();
    expect(readReceipt(` ${token}`, 'sub_1')).toBeUndefined();
  });
});
