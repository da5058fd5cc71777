import { describe, expect, it } from 'vitest';
import { eventTypeFault, filterFaults, subscriberPattern } from '../../core/subscriber-pattern.ts';

describe("a subscriber's pattern", () => {
  it('names event types exactly, prefixes by their dot', () => {
    expect(subscriberPattern({ eventTypes: ['invoice.paid', 'order.*'] }, 'tenant')).toEqual({
      'detail-type': ['invoice.paid', { prefix: 'order.' }],
    });
  });

  it("takes everything but Fanfare's own events for `*`", () => {
    expect(subscriberPattern({ eventTypes: ['*'] }, 'tenant')).toEqual({
      'detail-type': [{ 'anything-but': { prefix: 'fanfare.' } }],
    });
  });

  it('adds tenant and filter as conditions on the detail', () => {
    const wishes = { eventTypes: ['a'], tenant: 't1', filter: { amount: [{ numeric: ['>', 100] }] } };
    expect(subscriberPattern(wishes, 'customer')).toEqual({
      'detail-type': ['a'],
      detail: { amount: [{ numeric: ['>', 100] }], customer: ['t1'] },
    });
  });
});

describe('an event type', () => {
  it.each(['invoice.paid', 'Order Placed', 'a.*', '*', 'a.b.c.*', '.'])('%s can be asked for', (type) => {
    expect(eventTypeFault(type)).toBeUndefined();
  });
  it.each(['', '.*', 'a*', '*.a', 'a.*.b', '**', 'a.**', 'x'.repeat(129)])('"%s" cannot', (type) => {
    expect(eventTypeFault(type)).toBeDefined();
  });
});

describe('a filter', () => {
  const faults = (filter: Record<string, unknown>, tenant?: string) =>
    filterFaults({ eventTypes: ['a'], tenant, filter }, 'tenant').map(({ path }) => path);

  it.each([
    { amount: [{ numeric: ['>', 100] }] },
    { $or: [{ a: [1] }, { b: [2] }] },
    { wildcard: ['a field of that name'] },
    { a: { wildcard: ['so is this'] } },
    { a: { tenant: ['deeper down it is another field'] } },
  ])('%j is fine', (filter) => expect(faults(filter, 't1')).toEqual([]));

  it.each([
    [{ name: [{ wildcard: 'a*' }] }, 'filter.name'],
    [{ name: [{ 'anything-but': { wildcard: 'a*' } }] }, 'filter.name.anything-but'],
    [{ $or: [{ name: [{ wildcard: 'a*' }] }, { b: [1] }] }, 'filter.$or.name'],
    [{}, 'filter'],
  ])('%j is refused at %s', (filter, path) => expect(faults(filter)).toEqual([path]));

  it.each([
    [{ tenant: ['t2'] }, 'filter.tenant'],
    [{ tenant: [{ exists: true }] }, 'filter.tenant'],
    [{ $or: [{ tenant: ['t2'] }, { a: [1] }] }, 'filter.$or.0.tenant'],
    [{ $or: [{ $or: [{ tenant: ['t2'] }, { b: [1] }] }, { a: [1] }] }, 'filter.$or.0.$or.0.tenant'],
    [{ 'tenant.x': ['t2'] }, 'filter.tenant.x'],
  ])('%j cannot speak of the tenant beside `tenant`: %s', (filter, path) => {
    expect(faults(filter, 't1')).toEqual([path]);
    expect(faults(filter)).toEqual([]);
  });
});
