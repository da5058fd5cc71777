/** What a form asks of the API: what was said and nothing else; of a change, only what differs. */
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, type SettingsDraft } from '../../../console/pages/subscribers/settings-draft.ts';
import { patchOf, settingsOf } from '../../../console/pages/subscribers/settings-of-draft.ts';
import { readWaits, waitsText } from '../../../console/pages/subscribers/wait-text.ts';

const draft = (change: Partial<SettingsDraft>): SettingsDraft => ({ ...EMPTY_DRAFT, name: 'Billing', ...change });

describe('a registration', () => {
  it('leaves out what was left empty', () => {
    const reading = settingsOf(draft({ url: ' https://example.com ', eventTypes: ['invoice.*'] }));
    const settings = { name: 'Billing', url: 'https://example.com', eventTypes: ['invoice.*'] };
    expect(reading).toEqual({ ok: true, settings });
  });

  it('has the event types that are still being typed', () => {
    const reading = settingsOf(draft({ eventTypes: ['a'], typedEventTypes: ' b.*, a c' }));
    expect(reading).toMatchObject({ settings: { eventTypes: ['a', 'b.*', 'c'] } });
  });

  it('of a puller has no URL, whatever was typed before', () => {
    const reading = settingsOf(draft({ mode: 'pull', url: 'https://example.com' }));
    expect(reading).toEqual({ ok: true, settings: { name: 'Billing', mode: 'pull', eventTypes: [] } });
  });

  it('names the field that cannot be read, every one', () => {
    const reading = settingsOf(draft({ filter: '[1]', retrySchedule: 'soon', timeoutSeconds: '1.5' }));
    expect(reading.ok ? [] : reading.faults.map(({ path }) => path)).toEqual([
      ...['filter', 'retrySchedule', 'timeoutSeconds'],
    ]);
  });

  it('has headers and metadata as objects; a line without a name is none', () => {
    const pairs = [
      { name: ' x-key ', value: ' 1 ' },
      { name: '', value: 'lost' },
    ];
    const reading = settingsOf(draft({ headers: pairs, metadata: pairs }));
    expect(reading).toMatchObject({ settings: { headers: { 'x-key': ' 1 ' }, metadata: { 'x-key': ' 1 ' } } });
  });
});

describe('a change', () => {
  const before = draft({ tenant: 'acme', retrySchedule: '5s, 5m', headers: 'kept', eventTypes: ['a'] });

  it('says only what differs, and null for what was taken away', () => {
    const reading = patchOf(before, { ...before, name: 'Ledger', tenant: '', eventTypes: ['a', 'b'] });
    expect(reading).toEqual({ ok: true, settings: { name: 'Ledger', tenant: null, eventTypes: ['a', 'b'] } });
  });

  it('that changes nothing says nothing; the headers it cannot see stay', () => {
    expect(patchOf(before, { ...before, retrySchedule: '5, 300' })).toEqual({ ok: true, settings: {} });
  });

  it('takes the headers away when they were replaced by none', () => {
    expect(patchOf(before, { ...before, headers: [] })).toEqual({ ok: true, settings: { headers: null } });
  });
});

describe('the waits of a schedule', () => {
  it.each([
    [[5, 300, 1800, 7200, 86_400], '5s, 5m, 30m, 2h, 1d'],
    [[90], '90s'],
  ])('%j are written %s, and read again', (seconds, text) => {
    expect(waitsText(seconds)).toBe(text);
    expect(readWaits(text)).toEqual(seconds);
  });

  it('may be plain seconds; anything else is not read', () => {
    expect(readWaits('5 10')).toEqual([5, 10]);
    expect(readWaits('5x')).toBeUndefined();
  });
});
