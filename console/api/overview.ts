/** How is the stage? */
import type { OverviewView } from '../../lambdas/api/views/overview-view.ts';
import { get } from './client.ts';
import { useLive } from './live.ts';

export const RANGES = ['1', '3', '24', '168'] as const;
export type RangeHours = (typeof RANGES)[number];

/** Who fails is seen at once, a week's chart moves slowly. */
const EVERY_MS: Record<RangeHours, number> = { '1': 3000, '3': 3000, '24': 5000, '168': 15_000 };

export function useOverview(hours: RangeHours) {
  return useLive(['overview', hours], (signal) => get<OverviewView>('/v1/overview', { hours }, signal), {
    everyMs: EVERY_MS[hours],
  });
}
