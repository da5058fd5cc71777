/** Has every subscriber what it needs, and is there nothing that belongs to nobody? */
import { subscriberNamedIn, subscriberResourceNames } from '../../core/stage.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import { mappingFault, ruleFault, type Surroundings } from './drift-faults.ts';
import { type Finding, ok, problem, some, warning } from './finding.ts';
import { type Mapping, queueIn, type SubscriberRule } from './resources.ts';

export interface Looked {
  readonly stage: string;
  readonly subscribers: readonly SubscriberView[];
  /** `undefined` where they could not be looked at. */
  readonly rules: readonly SubscriberRule[] | undefined;
  readonly queues: readonly string[] | undefined;
  readonly mappings: readonly Mapping[] | undefined;
  readonly around: Surroundings;
}

const REPAIRED =
  'The sweep makes it anew within the hour; at once: `fanfare subscribers pause <id> --wait`, then `resume`.';
const SWEPT = 'The sweep looks after them every hour; what is still there then is in its log.';

export function subscriberFindings(looked: Looked): Finding[] {
  return [
    failedOnes(looked),
    ...(looked.queues ? [missingQueues(looked, looked.queues)] : []),
    ...(looked.rules ? [driftedRules(looked, looked.rules)] : []),
    ...(looked.rules && looked.queues ? [targetsWithoutQueues(looked.rules, looked.queues)] : []),
    ...(looked.mappings && looked.queues ? [mappingFinding(looked, looked.mappings, looked.queues)] : []),
    leftovers(looked),
  ];
}

/** Those whose resources should all be there now. */
function settled({ subscribers }: Looked): SubscriberView[] {
  return subscribers.filter(({ status }) => ['active', 'paused', 'disabled'].includes(status));
}

function failedOnes({ subscribers }: Looked): Finding {
  const failed = subscribers.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return ok('subscribers', `${subscribers.length}, none of them failed`);
  const reasons = failed.map(({ id, name, failure }) => `${name} (${id}): ${failure?.message ?? 'no reason'}`);
  const advice = 'Put right what it says, then `fanfare subscribers resume <id>`.';
  return problem('subscribers', `${failed.length} failed: ${some(reasons)}`, advice);
}

function missingQueues(looked: Looked, queues: readonly string[]): Finding {
  const there = new Set(queues);
  const missing = settled(looked).flatMap(({ id }) => {
    const { queue, deadLetterQueue } = subscriberResourceNames(looked.stage, id);
    return [queue, deadLetterQueue].filter((name) => !there.has(name));
  });
  if (missing.length > 0) return problem('queues', `missing: ${some(missing)}`, REPAIRED);
  return ok('queues', `${queues.length}; every subscriber has its queue and its dead-letter queue`);
}

function driftedRules(looked: Looked, rules: readonly SubscriberRule[]): Finding {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const wrong = settled(looked).flatMap((subscriber) => {
    const { rule: name, queue } = subscriberResourceNames(looked.stage, subscriber.id);
    const fault = ruleFault(subscriber, byName.get(name), { ...looked.around, queue });
    return fault === undefined ? [] : [`${name} ${fault}`];
  });
  if (wrong.length > 0) return problem('rules', some(wrong), REPAIRED);
  return ok('rules', `${rules.length}; each sends what its subscriber wants to its queue`);
}

function targetsWithoutQueues(rules: readonly SubscriberRule[], queues: readonly string[]): Finding {
  const there = new Set(queues);
  const wrong = rules.flatMap(({ name, targets }) =>
    targets
      .map(({ arn }) => queueIn(arn))
      .filter((queue) => !there.has(queue))
      .map((queue) => `${name} → ${queue}`),
  );
  if (wrong.length > 0) return problem('targets', `without a queue: ${some(wrong)}`, REPAIRED);
  return ok('targets', 'every target has its queue');
}

function mappingFinding(looked: Looked, mappings: readonly Mapping[], queues: readonly string[]): Finding {
  const mapped = new Map(mappings.map((mapping) => [mapping.queue, mapping]));
  const wrong = settled(looked).flatMap((subscriber) => {
    const { queue } = subscriberResourceNames(looked.stage, subscriber.id);
    return mappingFault(subscriber, mapped.get(queue), queue) ?? [];
  });
  const there = new Set(queues);
  wrong.push(...mappings.filter(({ queue }) => !there.has(queue)).map(({ queue }) => `one is left of ${queue}`));
  if (wrong.length > 0) return problem('mappings', some(wrong), REPAIRED);
  return ok('mappings', `${mappings.length}; every queue that is delivered from has its own`);
}

function leftovers({ subscribers, rules = [], queues = [], mappings = [] }: Looked): Finding {
  const known = new Set(subscribers.map(({ id }) => id));
  const names = [...rules.map(({ name }) => name), ...queues, ...mappings.map(({ queue }) => `mapping of ${queue}`)];
  const orphans = names.filter((name) => !known.has(subscriberNamedIn(name) ?? ''));
  if (orphans.length === 0) return ok('leftovers', 'nothing belongs to nobody');
  return warning('leftovers', `of no subscriber: ${some(orphans)}`, SWEPT);
}
