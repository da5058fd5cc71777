/** Which time is meant? What a range picker offers and answers, as two exact moments. */
import type { DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';

type Range = DateRangePickerProps.Value;

export const PAST_RANGES: DateRangePickerProps.RelativeOption[] = [
  { key: '15m', amount: 15, unit: 'minute', type: 'relative' },
  { key: '1h', amount: 1, unit: 'hour', type: 'relative' },
  { key: '6h', amount: 6, unit: 'hour', type: 'relative' },
  { key: '24h', amount: 24, unit: 'hour', type: 'relative' },
  { key: '7d', amount: 7, unit: 'day', type: 'relative' },
];

const UNIT_MS: Record<DateRangePickerProps.TimeUnit, number> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
};

/** "The last hour" begins now: an address or a request that holds it means the same later. Without an end: until now. */
export function isoRange(range: Range | null, nowMs: number): { from?: string; to?: string } {
  if (range === null) return {};
  if (range.type === 'relative') return { from: new Date(nowMs - range.amount * UNIT_MS[range.unit]).toISOString() };
  return { from: new Date(range.startDate).toISOString(), to: new Date(range.endDate).toISOString() };
}

export function rangeFault(range: Range | null): DateRangePickerProps.ValidationResult {
  if (range === null) return { valid: false, errorMessage: 'Choose a time.' };
  if (range.type === 'relative') {
    return range.amount > 0 ? { valid: true } : { valid: false, errorMessage: 'Say how much: a number above 0.' };
  }
  const [from, to] = [Date.parse(range.startDate), Date.parse(range.endDate)];
  if (Number.isNaN(from) || Number.isNaN(to)) return { valid: false, errorMessage: 'Choose a beginning and an end.' };
  return from < to ? { valid: true } : { valid: false, errorMessage: 'The end must be after the beginning.' };
}
