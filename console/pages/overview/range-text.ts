/** How are the ranges of the overview called? */
import type { RangeHours } from '../../api/overview.ts';

export const RANGE_TEXTS: Record<RangeHours, string> = {
  '1': '1 hour',
  '3': '3 hours',
  '24': '24 hours',
  '168': '7 days',
};

export function rangeText(hours: number): string {
  return RANGE_TEXTS[String(hours) as RangeHours] ?? `${hours} hours`;
}
