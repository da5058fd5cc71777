/** Is there room for more subscribers? AWS's quotas against what is used of them. */
import { type Finding, ok, problem, warning } from './finding.ts';
import type { Mapping, Rules } from './resources.ts';

/** A bus's quota, which AWS raises on request; doctor cannot read it without the Service Quotas API. */
const RULES_A_BUS = 300;
/** Fixed. */
const WILDCARD_RULES_A_BUS = 30;
/** From here on a quota deserves a thought. */
const SHARE_TO_WARN = 0.8;

const RAISE_RULES =
  'Ask AWS for more in the Service Quotas console: EventBridge, "Rules per event bus"; this counts against its default.';
const RAISE_CONCURRENCY =
  'Ask AWS for more in the Service Quotas console: Lambda, "Concurrent executions"; or lower maxConcurrency of subscribers.';

export function ruleQuota({ onBus }: Pick<Rules, 'onBus'>): Finding[] {
  const wildcards = onBus.filter(({ EventPattern = '' }) => EventPattern.includes('"wildcard"')).length;
  return [
    used('rule quota', onBus.length, RULES_A_BUS, 'rules on the bus', RAISE_RULES),
    ...(wildcards === 0
      ? []
      : [
          used(
            'wildcard quota',
            wildcards,
            WILDCARD_RULES_A_BUS,
            'rules with `wildcard`',
            'Use prefix or suffix instead.',
          ),
        ]),
  ];
}

/** Beyond the account's limit Lambda throttles, and throttled batches wait longer than they need. */
export function concurrencyQuota(mappings: readonly Mapping[], accountLimit: number): Finding {
  const sum = mappings
    .filter(({ State = '' }) => /^(Enabled|Enabling|Creating|Updating)$/.test(State))
    .reduce((total, { ScalingConfig }) => total + (ScalingConfig?.MaximumConcurrency ?? 0), 0);
  return used(
    'concurrency',
    sum,
    accountLimit,
    'of the account’s concurrent executions, if all are busy',
    RAISE_CONCURRENCY,
  );
}

function used(about: string, count: number, limit: number, what: string, advice: string): Finding {
  const message = `${count} of ${limit} ${what}`;
  if (count > limit) return problem(about, message, advice);
  return count >= SHARE_TO_WARN * limit ? warning(about, message, advice) : ok(about, message);
}
