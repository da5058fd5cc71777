/**
 * One subscriber's resources. Made in the order of the arrows, so that nothing ever points at what is not there yet,
 * and removed the other way. Every step may be run again, from any point at which a run before was cut.
 *
 *   dead-letter queue ─▶ queue ─▶ mapping to `deliver` (none for a puller) ─▶ rule ─▶ target
 */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { MappingPlan } from '../../core/provision-mapping.ts';
import { subscriberResourceNames } from '../../core/stage.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { step } from './step.ts';
import { SubscriberMapping } from './subscriber-mapping.ts';
import { SubscriberQueues } from './subscriber-queues.ts';
import { SubscriberRule } from './subscriber-rule.ts';
import type { Surroundings } from './surroundings.ts';

export interface Clients {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
}

export class SubscriberResources {
  readonly #around: Surroundings;
  readonly #queues: SubscriberQueues;
  readonly #mapping: SubscriberMapping;
  readonly #rule: SubscriberRule;

  constructor({ sqs, events, lambda }: Clients, around: Surroundings) {
    this.#around = around;
    this.#queues = new SubscriberQueues(sqs, around);
    this.#mapping = new SubscriberMapping(lambda, around.deliverFunctionArn);
    this.#rule = new SubscriberRule(events, around);
  }

  /** Brings everything to what the subscriber desires. Its queue stays whatever changes, and with it what waits there. */
  async ensure(subscriber: Subscriber, deadlineMs: number): Promise<void> {
    const names = subscriberResourceNames(this.#around.stage, subscriber.id);
    const tags = { 'fanfare:stage': this.#around.stage, 'fanfare:subscriber': subscriber.id };
    const plan = this.#around.planOf(subscriber);
    await step('dead-letter-queue', () => this.#queues.ensureDeadLetterQueue(names, tags));
    await step('queue', () => this.#queues.ensureQueue(names, tags));
    await step('mapping', () => this.#ensureMapping(names.queue, plan.mapping, tags, deadlineMs));
    await step('rule', () => this.#rule.ensure(names.rule, plan.rule, tags));
    await step('target', () => this.#rule.ensureTarget(names.rule, plan.target));
  }

  async remove(subscriberId: string, deadlineMs: number): Promise<void> {
    const names = subscriberResourceNames(this.#around.stage, subscriberId);
    await step('target', () => this.#rule.removeTarget(names.rule));
    await step('rule', () => this.#rule.remove(names.rule));
    await step('mapping', () => this.#mapping.remove(this.#around.queueArn(names.queue), deadlineMs));
    await step('queue', () => this.#queues.remove(names.queue));
    await step('dead-letter-queue', () => this.#queues.remove(names.deadLetterQueue));
  }

  #ensureMapping(queue: string, plan: MappingPlan | undefined, tags: Record<string, string>, deadlineMs: number) {
    const queueArn = this.#around.queueArn(queue);
    return plan ? this.#mapping.ensure(queueArn, plan, tags, deadlineMs) : this.#mapping.remove(queueArn, deadlineMs);
  }
}
