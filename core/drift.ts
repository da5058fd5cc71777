/** Which resources are not as their subscribers desire, and which belong to nobody? */
import { isDeepStrictEqual } from 'node:util';
import { isMappingAsPlanned, isMappingInMotion, type MappingPlan, type MappingSeen } from './provision-mapping.ts';
import type { ProvisionPlan, RulePlan, TargetPlan } from './provision-plan.ts';
import { PROVISION_STEPS, type ProvisionStep } from './provision-step.ts';
import type { Subscriber } from './subscriber.ts';

export interface RuleSeen {
  readonly enabled: boolean;
  /** JSON. */
  readonly pattern: string;
}

/** What is there of one subscriber. */
export interface Found {
  readonly deadLetterQueue?: boolean;
  readonly queue?: boolean;
  readonly mapping?: MappingSeen;
  readonly rule?: RuleSeen;
  /** `unseen`: nobody has looked. */
  readonly target?: TargetPlan | 'unseen';
}

/** What is not as it should be: to be looked at once more before anybody is told. */
export interface Suspect {
  readonly subscriberId: string;
  /** The subscriber as it was; absent where no record knows the id. */
  readonly subscriber?: Subscriber;
  /** What is missing or differs; of an orphan: what is there. */
  readonly steps: readonly ProvisionStep[];
}

/** `found`: whatever there is, by the subscriber's id. */
export function suspects(
  subscribers: readonly Subscriber[],
  found: ReadonlyMap<string, Found>,
  planOf: (subscriber: Subscriber) => ProvisionPlan,
): Suspect[] {
  const drifted = subscribers.filter(isSettled).map((subscriber) => {
    const steps = driftedSteps(planOf(subscriber), found.get(subscriber.id) ?? {});
    return { subscriberId: subscriber.id, subscriber, steps };
  });
  const known = new Set(subscribers.map(({ id }) => id));
  const orphans = [...found]
    .filter(([id]) => !known.has(id))
    .map(([subscriberId, left]) => ({ subscriberId, steps: presentSteps(left) }));
  return [...drifted, ...orphans].filter(({ steps }) => steps.length > 0);
}

/** Whether what it desires is said to be in place. All others are at work, or say themselves what is wrong. */
export function isSettled({ status, desired }: Subscriber): boolean {
  return status === desired;
}

/** What is missing or differs, in the order it is made. */
export function driftedSteps(plan: ProvisionPlan, found: Found): ProvisionStep[] {
  const isRight: Record<ProvisionStep, boolean> = {
    'dead-letter-queue': found.deadLetterQueue === true,
    queue: found.queue === true,
    mapping: isMappingRight(plan.mapping, found.mapping),
    rule: isRuleRight(plan.rule, found.rule),
    target: found.target === 'unseen' || isDeepStrictEqual(found.target, plan.target),
  };
  return PROVISION_STEPS.filter((step) => !isRight[step]);
}

function presentSteps(found: Found): ProvisionStep[] {
  const isThere: Record<ProvisionStep, boolean> = {
    'dead-letter-queue': found.deadLetterQueue === true,
    queue: found.queue === true,
    mapping: found.mapping !== undefined,
    rule: found.rule !== undefined,
    target: found.target !== undefined && found.target !== 'unseen',
  };
  return PROVISION_STEPS.filter((step) => isThere[step]);
}

/** One that is being deleted is as good as gone; what comes of one whose settings are changing is not known yet. */
function isMappingRight(plan: MappingPlan | undefined, seen: MappingSeen | undefined): boolean {
  const present = seen?.State === 'Deleting' ? undefined : seen;
  if (!plan || !present) return plan === undefined && present === undefined;
  return isMappingInMotion(present) || isMappingAsPlanned(present, plan);
}

function isRuleRight(plan: RulePlan, seen: RuleSeen | undefined): boolean {
  return seen !== undefined && seen.enabled === plan.enabled && isDeepStrictEqual(parsed(seen.pattern), plan.pattern);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
