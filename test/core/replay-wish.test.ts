import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, claimedDelivery, judgeClaim } from '../../core/claim.ts';
import { type Delivery, newDelivery, recordDecision } from '../../core/delivery.ts';
import { type ReplayRequest, replayName } from '../../core/replay-name.ts';
import { isWantedAgain, type ReplayWish, replayWish, wantsMore } from '../../core/replay-wish.ts';

const event = { id: 'evt_1', type: 'invoice.paid', time: '2026-11-01T10:00:00Z' };
const nowMs = Date.parse('2026-11-01T10:00:00.000Z');
const idOf = (age: number) => `rpl_${age.toString(16).padStart(12, '0')}00000000`;

/** `one`: of one event alone, delivered or not. */
function nameOf(mode: ReplayRequest['mode'] | 'one', age: number, eventId = event.id): string {
  const replay = { stage: 'test', id: idOf(age) };
  return replayName(mode === 'one' ? { ...replay, mode: 'all', eventId } : { ...replay, mode });
}
const wish = (name?: string) => replayWish(name, event.id);
const sentFor = (delivery: Delivery, leaseUntilMs?: number) =>
  recordDecision(delivery, {
    ...{ decision: { kind: 'delivered' }, now: new Date(nowMs), messageId: 'm1' },
    ...(leaseUntilMs === undefined ? {} : { leaseUntilMs }),
  });
const delivered = sentFor(newDelivery('sub_1', event), nowMs + 30_000.25);
const over = { leaseUntilMs: nowMs - 1 };
const verdict = (claim: Claim, delivery: Delivery | undefined, name?: string) =>
  judgeClaim(claim, delivery, { messageId: 'm2', sentAtMs: nowMs, wish: wish(name) }, nowMs).kind;

describe('a message that was replayed', () => {
  it('wants no more than any other in mode new, or when the replay is not ours', () => {
    expect(wish()).toEqual({ kind: 'delivery' });
    expect(wish(nameOf('new', 1))).toEqual({ kind: 'delivery' });
    expect(wish('started-in-the-aws-console')).toEqual({ kind: 'delivery' });
    expect(verdict(over, delivered, nameOf('new', 1))).toBe('duplicate');
  });

  it('wants its event once more in mode all, and in mode one where it is the one', () => {
    for (const mode of ['all', 'one'] as const) {
      expect(wish(nameOf(mode, 1))).toEqual({ kind: 'delivery-again', replay: nameOf(mode, 1) });
      expect(verdict(over, delivered, nameOf(mode, 1))).toBe('take-over');
    }
  });

  it('wants nothing where another event is replayed alone', () => {
    expect(wish(nameOf('one', 1, 'evt_2'))).toEqual({ kind: 'nothing' });
  });

  it('wants no more than its delivery where it alone is replayed and was not delivered', () => {
    const named = { stage: 'test', id: idOf(1), mode: 'new' } as const;
    expect(wish(replayName({ ...named, eventId: event.id }))).toEqual({ kind: 'delivery' });
    expect(wish(replayName({ ...named, eventId: 'evt_2' }))).toEqual({ kind: 'nothing' });
  });

  it('begins a round with the name of its replay, and is a duplicate once that is delivered', () => {
    const round = claimedDelivery(delivered, wish(nameOf('all', 1)));
    expect(round).toMatchObject({ status: 'pending', round: 2, replay: nameOf('all', 1) });
    const again = sentFor(round);
    expect(verdict(over, again, nameOf('all', 1))).toBe('duplicate');
    expect(verdict(over, again, nameOf('all', 2))).toBe('take-over');
  });

  it('is a duplicate too where it brought the event for the first time', () => {
    const first = sentFor(claimedDelivery(newDelivery('sub_1', event), wish(nameOf('all', 1))));
    expect(first.round).toBeUndefined();
    expect(verdict(over, first, nameOf('all', 1))).toBe('duplicate');
  });

  it('is a duplicate after a younger replay has sent its event', () => {
    const again = sentFor(claimedDelivery(delivered, wish(nameOf('all', 2))));
    expect(verdict(over, again, nameOf('one', 1))).toBe('duplicate');
  });

  it('waits for nobody who has delivered, though the lease runs on; and for whoever took over after that', () => {
    expect(verdict({ leaseUntilMs: nowMs + 30_000.25 }, delivered, nameOf('all', 1))).toBe('take-over');
    expect(verdict({ leaseUntilMs: nowMs + 30_000.5 }, delivered, nameOf('all', 1))).toBe('busy');
  });

  it('sleeps on while the next attempt is not due: its turn comes afterwards', () => {
    const decision = { kind: 'retry', at: new Date(nowMs + 5_000) } as const;
    const retrying = recordDecision(newDelivery('sub_1', event), { decision, now: new Date(nowMs), messageId: 'm1' });
    expect(verdict(over, retrying, nameOf('all', 1))).toBe('not-due');
  });
});

describe('of two wishes for one event', () => {
  const rising: ReplayWish[] = [
    wish(nameOf('one', 9, 'evt_2')),
    wish(nameOf('new', 9)),
    wish(nameOf('all', 1)),
    wish(nameOf('one', 2)),
  ];
  it('the one that wants more is known: none, new, an older replay, a younger one', () => {
    for (const [at, one] of rising.entries()) {
      expect(rising.map((other) => wantsMore(one, other))).toEqual(rising.map((_, other) => other < at));
    }
  });
});

describe('copies of one event, in whatever order, with whatever replays', () => {
  const names = fc.oneof(
    fc.constant(undefined),
    fc.constant('by-hand'),
    fc
      .record({ mode: fc.constantFrom('new', 'all', 'one'), age: fc.integer({ min: 1, max: 4 }) })
      .map(({ mode, age }) => nameOf(mode, age)),
    fc.integer({ min: 1, max: 4 }).map((age) => nameOf('one', age, 'evt_2')),
  );
  const copies = fc.array(fc.record({ name: names, succeeds: fc.boolean() }), { minLength: 1, maxLength: 12 });

  it('send it once, and at most once more for each replay that wants that; none is left unfulfilled', () => {
    fc.assert(
      fc.property(copies, (all) => {
        const { sends, delivery } = deliverAll(all);
        const wishes = all.map(({ name }) => wish(name));
        const asked = new Set(wishes.flatMap((one) => (one.kind === 'delivery-again' ? [one.replay] : [])));
        const isWanted = wishes.some(({ kind }) => kind !== 'nothing');
        expect(sends).toBeGreaterThanOrEqual(isWanted ? 1 : 0);
        expect(sends).toBeLessThanOrEqual((isWanted ? 1 : 0) + asked.size);
        if (delivery) expect(wishes.filter((one) => isWantedAgain(delivery, one))).toEqual([]);
      }),
    );
  });

  /** One message after the other; one whose attempt fails comes again behind the rest, and succeeds then. */
  function deliverAll(all: readonly { name: string | undefined; succeeds: boolean }[]) {
    const queue = all.map((copy, at) => ({ ...copy, messageId: `m${at}` }));
    let delivery: Delivery | undefined;
    let sends = 0;
    for (let copy = queue.shift(); copy; copy = queue.shift()) {
      const { messageId } = copy;
      const claimant = { messageId, sentAtMs: nowMs, wish: wish(copy.name) };
      if (claimant.wish.kind === 'nothing') continue;
      const claim = { leaseUntilMs: 0 };
      if (delivery && judgeClaim(claim, delivery, claimant, nowMs).kind !== 'take-over') continue;
      const decision = copy.succeeds
        ? ({ kind: 'delivered' } as const)
        : ({ kind: 'retry', at: new Date(nowMs) } as const);
      const mine = claimedDelivery(delivery ?? newDelivery('sub_1', event), claimant.wish);
      delivery = recordDecision(mine, { decision, now: new Date(nowMs), messageId });
      if (copy.succeeds) sends += 1;
      else queue.push({ ...copy, succeeds: true });
    }
    return { sends, delivery };
  }
});
