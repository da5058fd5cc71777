/** How does a stage name what it owns? */

/** Lower case, digits and inner hyphens: the name becomes part of queue, rule and stack names. */
export const STAGE_NAME = /^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/;

const ID = 'sub_[0-9a-f]{32}';

export const SUBSCRIBER_ID = new RegExp(`^${ID}$`);
const ID_AT_END = new RegExp(`${ID}$`);
const ID_WITHIN = new RegExp(ID);

/** Everything made at run time begins with this; roles are scoped to it. No other stage's names begin so. */
export function subscriberPrefix(stage: string): string {
  return `fanfare-${stage}-sub_`;
}

export interface SubscriberResourceNames {
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly rule: string;
}

/** The names of one subscriber's own resources: at most 64 characters (a rule's limit), 80 for its queues. */
export function subscriberResourceNames(stage: string, subscriberId: string): SubscriberResourceNames {
  const name = `fanfare-${stage}-${subscriberId}`;
  return { queue: name, deadLetterQueue: deadLetterQueueOf(name), rule: name };
}

/** What stands at the end of a queue's name, pattern or URL to mean its dead-letter queue. */
export function deadLetterQueueOf(queue: string): string {
  return `${queue}-dlq`;
}

/** Whose queue is it? `undefined` for a queue that is no subscriber's. */
export function subscriberOfQueue(queueArn: string): string | undefined {
  return ID_AT_END.exec(queueArn)?.[0];
}

/** Whose resource is it, by its name? Dead-letter queues' names go on after the id. */
export function subscriberNamedIn(resourceName: string): string | undefined {
  return ID_WITHIN.exec(resourceName)?.[0];
}
