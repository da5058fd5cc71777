import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../core/event.ts';
import { memberText } from '../../core/json-member.ts';
import { webhookBody } from '../../core/webhook-body.ts';

const envelope = (detail: string, more = '') =>
  `{"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"invoice.paid","source":"billing",` +
  `"account":"000000000000","time":"2026-11-01T10:00:00Z","region":"us-east-1","resources":[],"detail":${detail}${more}}`;

const idOf = (detail: string) => {
  const reading = readEvent(envelope(detail), 'eventId');
  return reading.kind === 'event' ? reading.event.id : reading.why;
};

describe("an event's id", () => {
  it("is EventBridge's where the publisher gives none", () => {
    expect(idOf('{"amount":1}')).toBe('6a7e8feb-b491-4cf7-a9f1-bf3703467718');
  });

  it("is the publisher's where it fits a header and the signed content", () => {
    expect(idOf('{"eventId":"order_42-paid"}')).toBe('order_42-paid');
    expect(idOf('{"eventId":42}')).toBe('42');
  });

  it.each(['"a.b"', '"ünï"', `"${'x'.repeat(65)}"`, '"a b"', '1.5', '["a"]', '{"n":1}'])(
    'is a digest of %s, the same each time',
    (given) => {
      expect(idOf(`{"eventId":${given}}`)).toMatch(/^sha256-[A-Za-z0-9_-]{43}$/);
      expect(idOf(`{"eventId":${given}}`)).toBe(idOf(`{"eventId": ${given} }`));
    },
  );

  it('tells numbers apart that are equal once parsed', () => {
    expect(idOf('{"eventId":9007199254740993}')).toBe('9007199254740993');
    expect(idOf('{"eventId":9007199254740992}')).toBe('9007199254740992');
  });

  it.each(['""', '"  "', 'null', 'true', 'false'])(
    'is never taken from %s: unlike events would become one',
    (given) => {
      expect(idOf(`{"eventId":${given}}`)).toBe('6a7e8feb-b491-4cf7-a9f1-bf3703467718');
    },
  );

  it('fits the signed content, whatever the publisher gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
        expect(idOf(JSON.stringify({ eventId: id }))).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      }),
    );
  });
});

describe('an event that was replayed', () => {
  const replayOf = (more: string) => {
    const reading = readEvent(envelope('{"eventId":"e1"}', more), 'eventId');
    return reading.kind === 'event' ? reading.event.replayName : reading.why;
  };
  it('says by which replay, and only where EventBridge says so', () => {
    expect(replayOf(',"replay-name":"backfill"')).toBe('backfill');
    expect(replayOf('')).toBeUndefined();
    expect(replayOf(',"replay-name":7')).toBeUndefined();
  });
});

describe("an event's data", () => {
  it('keeps its own spelling: big integers, key order, escapes, white space', () => {
    const detail = '{ "b":12345678901234567890, "a" : "\\u00e9\\/", "2":1,"1":2 , "e":1E400 }';
    const reading = readEvent(envelope(detail), 'eventId');
    expect(reading).toMatchObject({ kind: 'event', event: { dataText: detail } });
  });

  it('is found among members that look like it', () => {
    const text = envelope('{"detail":"inner"}', ',"x":"\\"detail\\":{","y":{"detail":1}');
    expect(memberText(text, 'detail')).toBe('{"detail":"inner"}');
  });

  it('is the slice that parses to the same value, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), fc.json(), (before, data, after) => {
        const text = `{ "a" :${before},"detail": ${data} , "z\\"":${after}}`;
        expect(memberText(text, 'detail')).toBe(data.trim());
      }),
    );
  });

  it('is found under an escaped name, and the last of repeated ones counts', () => {
    expect(memberText('{"detail":1,"\\u0064etail":2}', 'detail')).toBe('2');
  });
});

describe('a message that is no event', () => {
  it.each([
    ['hello', 'the message is not a JSON object'],
    ['[]', 'the message is not a JSON object'],
    ['{}', '`detail-type` is missing'],
    ['{"detail-type":"a","time":"soon","detail":{}}', '`time` is not a time'],
    ['{"detail-type":"a","time":"2026-11-01T10:00:00Z"}', '`detail` is missing'],
    ['{"detail-type":"a","time":"2026-11-01T10:00:00Z","detail":{}}', '`id` is missing'],
  ])('%s: %s', (body, why) => {
    expect(readEvent(body, 'eventId')).toEqual({ kind: 'unreadable', why });
  });
});

describe('the body', () => {
  const event = { id: 'e', type: 'a"b', time: '2026-11-01T10:00:00Z', dataText: '{"n":12345678901234567890}' };
  it('wraps the data untouched', () => {
    expect(webhookBody(event, 'standard')).toBe(
      '{"type":"a\\"b","timestamp":"2026-11-01T10:00:00Z","data":{"n":12345678901234567890}}',
    );
  });
  it('is the data itself where raw is asked for', () => {
    expect(webhookBody(event, 'raw')).toBe('{"n":12345678901234567890}');
  });
});
