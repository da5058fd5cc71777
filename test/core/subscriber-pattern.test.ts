import { describe, expect, it } from 'vitest';
import { eventTypeFault, filterFaults, subscriberPattern } from '../../core/subscriber-pattern.ts';

const FIELDS = { tenantField: 'tenant', schemaVersionField: 'schemaVersion' };

describe("a subscriber's pattern", () => {
  it('names event types exactly, prefixes by their dot', () => {
    expect(subscriberPattern({ eventTypes: ['invoice.paid', 'order.*'] }, FIELDS)).toEqual({
      'detail-type': ['invoice.paid', { prefix: 'order.' }],
    });
  });

  it("takes everything but Fanfare's own events for `*`", () => {
    expect(subscriberPattern({ eventTypes: ['*'] }, FIELDS)).toEqual({
      'detail-type': [{ 'anything-but': { prefix: 'fanfare.' } }],
    });
  });

  it('adds tenant and filter as conditions on the detail', () => {
    const wishes = { eventTypes: ['a'], tenant: 't1', filter: { amount: [{ numeric: ['>', 100] }] } };
    expect(subscriberPattern(wishes, { ...FIELDS, tenantField: 'customer' })).toEqual({
      'detail-type': ['a'],
      detail: { amount: [{ numeric: ['>', 100] }], customer: ['t1'] },
    });
  });
});

describe('a pinned schema version', () => {
  const detailOf = (schemaVersion: string) => subscriberPattern({ eventTypes: ['a'], schemaVersion }, FIELDS).detail;

  it('is matched as a text and as a number', () => {
    expect(detailOf('2')).toEqual({ schemaVersion: ['2', 2] });
    expect(detailOf('2026-01-01')).toEqual({ schemaVersion: ['2026-01-01'] });
    expect(detailOf('02')).toEqual({ schemaVersion: ['02'] });
    expect(detailOf('NaN')).toEqual({ schemaVersion: ['NaN'] });
  });

  it('of 1 is also that of events that name none', () => {
    expect(detailOf('1')).toEqual({ schemaVersion: ['1', 1, { exists: false }, null, ''] });
  });

  it('leaves no second word on its field to the filter', () => {
    const wishes = { eventTypes: ['a'], schemaVersion: '2', filter: { schemaVersion: ['3'] } };
    expect(filterFaults(wishes, FIELDS)).toEqual([
      { path: 'filter.schemaVersion', message: 'is set by `schemaVersion`; a filter cannot speak of it too' },
    ]);
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
    filterFaults({ eventTypes: ['a'], tenant, filter }, FIELDS).map(({ path }) => path);

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
