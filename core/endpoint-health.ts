/** What is known of an endpoint that fails now? It fails while the newest attempt known of has failed. */
import type { Decision } from './decide.ts';
import type { Attempt } from './delivery.ts';

export interface EndpointHealth {
  readonly subscriberId: string;
  /** When the first attempt began that failed since the last success: ISO 8601. */
  readonly failingSince: string;
  /** When the newest one ended. */
  readonly lastFailureAt: string;
  /** Attempts that failed since. */
  readonly failures: number;
  /** How the newest one ended. */
  readonly last: Pick<Attempt, 'outcome' | 'detail' | 'httpStatus'>;
}

export interface DecidedAttempt {
  readonly attempt: Attempt;
  readonly decision: Decision;
}

/** What is known after a batch of attempts; `undefined` when the endpoint does not fail. */
export function afterBatch(
  known: EndpointHealth | undefined,
  subscriberId: string,
  attempts: readonly DecidedAttempt[],
): EndpointHealth | undefined {
  const inOrder = attempts.toSorted((a, b) => endedMs(a) - endedMs(b));
  return inOrder.reduce((health, one) => afterAttempt(health, subscriberId, one), known);
}

function afterAttempt(
  health: EndpointHealth | undefined,
  subscriberId: string,
  decided: DecidedAttempt,
): EndpointHealth | undefined {
  const { attempt, decision } = decided;
  const isNewest = health === undefined || endedMs(decided) >= Date.parse(health.lastFailureAt);
  if (decision.kind === 'delivered') return isNewest ? undefined : health;
  if (health && !isNewest) return { ...health, failures: health.failures + 1 };
  const { outcome, detail, httpStatus } = attempt;
  return {
    subscriberId,
    failingSince: health?.failingSince ?? attempt.at,
    lastFailureAt: new Date(endedMs(decided)).toISOString(),
    failures: (health?.failures ?? 0) + 1,
    last: {
      outcome,
      ...(detail === undefined ? {} : { detail }),
      ...(httpStatus === undefined ? {} : { httpStatus }),
    },
  };
}

function endedMs({ attempt: { at, durationMs } }: DecidedAttempt): number {
  return Date.parse(at) + durationMs;
}
