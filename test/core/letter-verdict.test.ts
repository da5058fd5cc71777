import { describe, expect, it } from 'vitest';
import { type Delivery, discarded, newDelivery, newRound } from '../../core/delivery.ts';
import type { Selection } from '../../core/job.ts';
import { chooser, discardVerdict, reconciliationVerdict, redriveVerdict } from '../../core/letter-verdict.ts';

const EVENT = { id: 'evt_1', type: 'invoice.paid', time: '2026-11-01T10:00:00Z' };
const ASKED_AT = '2026-11-02T00:00:00.000Z';
const BEFORE = '2026-11-01T11:00:00.000Z';
const AFTER = '2026-11-02T01:00:00.000Z';
const NOW = Date.parse('2026-11-02T02:00:00Z');

const pending = newDelivery('sub_1', EVENT);
const dead = (deadAt: string): Delivery => ({ ...pending, status: 'dead', deadReason: 'attempts-exhausted', deadAt });
const delivered: Delivery = { ...pending, status: 'delivered', deliveredAt: AFTER };
const thrownAway = discarded(dead(BEFORE), new Date(AFTER));
const waiting: Delivery = { ...pending, nextAttemptAt: '2026-11-02T03:00:00.000Z' };

const asked = (selection: Selection) => ({ id: 'red_1', createdAt: ASKED_AT, isChosen: chooser(selection) });
const this1 = asked({ kind: 'events', eventIds: ['evt_1'] });
const other = asked({ kind: 'events', eventIds: ['evt_2'] });
const paid = asked({ kind: 'filter', filter: { eventType: 'invoice.paid' } });
const sent = asked({ kind: 'filter', filter: { eventType: 'invoice.sent' } });
const all = asked({ kind: 'all' });
const letter = (delivery?: Delivery) => ({ eventId: 'evt_1', ...(delivery ? { delivery } : {}) });

describe('a redrive', () => {
  it('moves what was chosen, by its event or by what the filter finds, and nothing else', () => {
    expect([this1, paid].map((job) => redriveVerdict(letter(dead(BEFORE)), job))).toEqual(['move', 'move']);
    expect([other, sent].map((job) => redriveVerdict(letter(dead(BEFORE)), job))).toEqual(['leave', 'leave']);
  });

  it('moves a chosen one that SQS itself dead-lettered, whatever the log says', () => {
    expect([undefined, pending, waiting].map((delivery) => redriveVerdict(letter(delivery), this1))).toEqual([
      'move',
      'move',
      'move',
    ]);
    expect(redriveVerdict(letter(undefined), paid)).toBe('leave');
  });

  it('leaves what died or was discarded since, and what holds no event', () => {
    for (const job of [this1, paid, all]) expect(redriveVerdict(letter(dead(AFTER)), job)).toBe('leave');
    expect(redriveVerdict(letter(thrownAway), this1)).toBe('leave');
    expect(redriveVerdict({}, all)).toBe('leave');
  });

  it('deletes what was delivered meanwhile', () => {
    expect(redriveVerdict(letter(delivered), this1)).toBe('delete');
  });

  it('goes on with what it had marked when it was cut off, although no filter finds that any more', () => {
    const marked = { ...newRound(dead(BEFORE)), redrive: 'red_1' };
    expect(redriveVerdict(letter(marked), paid)).toBe('move');
    expect(redriveVerdict(letter({ ...marked, redrive: 'red_2' }), paid)).toBe('leave');
    expect(redriveVerdict(letter({ ...marked, status: 'delivered' }), paid)).toBe('delete');
    expect(redriveVerdict(letter({ ...marked, status: 'dead', deadAt: AFTER }), paid)).toBe('leave');
  });
});

describe('a discard', () => {
  const verdict = (job: typeof all, delivery?: Delivery) => discardVerdict(letter(delivery), job, NOW);

  it('deletes what was chosen, and nothing else', () => {
    expect([this1, paid, all].map((job) => verdict(job, dead(BEFORE)))).toEqual(['delete', 'delete', 'delete']);
    expect([other, sent].map((job) => verdict(job, dead(BEFORE)))).toEqual(['leave', 'leave']);
    expect(verdict(all, undefined)).toBe('delete');
    expect(verdict(all, delivered)).toBe('delete');
  });

  it('deletes what it had marked when it was cut off', () => {
    expect(verdict(paid, thrownAway)).toBe('delete');
  });

  it('leaves what died since, and what still waits for an attempt', () => {
    expect(verdict(all, dead(AFTER))).toBe('leave');
    expect(verdict(all, waiting)).toBe('leave');
  });

  it('of all takes what holds no event with it', () => {
    expect([all, this1, paid].map((job) => discardVerdict({}, job, NOW))).toEqual(['delete', 'leave', 'leave']);
  });
});

describe('a reconciliation', () => {
  const verdict = (delivery?: Delivery, reason?: string) => reconciliationVerdict({ ...letter(delivery), reason }, NOW);

  it('records what the log has not as dead: for the reason the letter gives, else as moved by SQS', () => {
    expect(verdict(undefined)).toEqual({ kind: 'record', reason: 'receives-exhausted' });
    expect(verdict(pending)).toEqual({ kind: 'record', reason: 'receives-exhausted' });
    expect(verdict(pending, 'endpoint-gone')).toEqual({ kind: 'record', reason: 'endpoint-gone' });
    expect(verdict(pending, 'no such reason')).toEqual({ kind: 'record', reason: 'receives-exhausted' });
  });

  it('knows which letters nobody needs', () => {
    expect([verdict(delivered), verdict(thrownAway)]).toEqual([{ kind: 'needless' }, { kind: 'needless' }]);
  });

  it('lets be what agrees, what waits for an attempt, and what holds no event', () => {
    expect(verdict(dead(BEFORE))).toEqual({ kind: 'agrees' });
    expect(verdict(waiting)).toEqual({ kind: 'waits' });
    expect(reconciliationVerdict({ reason: 'unreadable-event' }, NOW)).toEqual({ kind: 'unreadable' });
  });
});
