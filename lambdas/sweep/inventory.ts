/** What is there of the subscribers' resources? Read from lists: asking for each by name would take hours. */

import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import type { Found } from '../../core/drift.ts';
import type { TargetPlan } from '../../core/provision-plan.ts';
import { subscriberNamedIn, subscriberOfQueue, subscriberPrefix, subscriberResourceNames } from '../../core/stage.ts';
import { eachOf } from '../each-of.ts';
import { Pace } from '../pace.ts';
import { listMappings, listQueues, listRules, listTargets } from '../provision/resource-lists.ts';
import type { Clients } from '../provision/subscriber-resources.ts';
import { TARGET_ID } from '../provision/subscriber-rule.ts';
import type { Surroundings } from '../provision/surroundings.ts';

/** EventBridge takes about 50 calls a second for an account; `provision` has to get its own through. */
const EVENTS_A_SECOND = 40;
/** Lambda takes 15 of these calls a second for an account. */
const MAPPING_LISTS_A_SECOND = 10;
const TARGETS_AT_ONCE = 10;

type Draft = { -readonly [F in keyof Found]: Found[F] };

export class Inventory {
  readonly #clients: Clients;
  readonly #around: Surroundings;
  readonly #events = new Pace(EVENTS_A_SECOND);
  readonly #mappings = new Pace(MAPPING_LISTS_A_SECOND);

  constructor(clients: Clients, around: Surroundings) {
    this.#clients = clients;
    this.#around = around;
  }

  /** Everyone's, by the subscriber's id. Rules' targets cost a call each: those not reached by `deadlineMs` are `unseen`. */
  ofAll(deadlineMs: number): Promise<Map<string, Found>> {
    return this.#take(subscriberPrefix(this.#around.stage), undefined, deadlineMs);
  }

  async ofOne(subscriberId: string): Promise<Found> {
    const { queue } = subscriberResourceNames(this.#around.stage, subscriberId);
    const found = await this.#take(queue, this.#around.queueArn(queue), Number.POSITIVE_INFINITY);
    return found.get(subscriberId) ?? {};
  }

  async #take(prefix: string, sourceArn: string | undefined, deadlineMs: number): Promise<Map<string, Found>> {
    const drafts = new Map<string, Draft>();
    const [queues, rules, mappings] = await Promise.all([
      listQueues(this.#clients.sqs, prefix),
      listRules(this.#clients.events, this.#around.bus, prefix, () => this.#events.turn()),
      this.#listMappings(sourceArn),
    ]);
    for (const name of queues) this.#enterQueue(drafts, name);
    for (const mapping of mappings) {
      const id = subscriberOfQueue(mapping.EventSourceArn ?? '');
      if (id !== undefined && this.#isOurs(mapping, id)) draftOf(drafts, id).mapping = mapping;
    }
    await eachOf(rules, TARGETS_AT_ONCE, async ({ Name = '', State, EventPattern = '' }) => {
      const id = subscriberNamedIn(Name);
      if (id === undefined || Name !== this.#names(id).rule) return;
      draftOf(drafts, id).rule = { enabled: State === 'ENABLED', pattern: EventPattern };
      const target = Date.now() > deadlineMs ? 'unseen' : await this.#target(Name);
      if (target) draftOf(drafts, id).target = target;
    });
    return drafts;
  }

  #listMappings(sourceArn: string | undefined): Promise<EventSourceMappingConfiguration[]> {
    const which = { functionArn: this.#around.deliverFunctionArn, sourceArn };
    return listMappings(this.#clients.lambda, which, () => this.#mappings.turn());
  }

  #enterQueue(drafts: Map<string, Draft>, name: string): void {
    const id = subscriberNamedIn(name);
    if (id === undefined) return;
    if (name === this.#names(id).queue) draftOf(drafts, id).queue = true;
    if (name === this.#names(id).deadLetterQueue) draftOf(drafts, id).deadLetterQueue = true;
  }

  /** Our one target; an operator's own beside it is no concern of ours. */
  async #target(rule: string): Promise<TargetPlan | undefined> {
    const targets = await listTargets(this.#clients.events, this.#around.bus, rule, () => this.#events.turn());
    const ours = targets.find(({ Id }) => Id === TARGET_ID);
    return ours && { arn: ours.Arn ?? '', deadLetterArn: ours.DeadLetterConfig?.Arn };
  }

  #isOurs({ EventSourceArn }: EventSourceMappingConfiguration, id: string): boolean {
    return EventSourceArn === this.#around.queueArn(this.#names(id).queue);
  }

  #names(id: string) {
    return subscriberResourceNames(this.#around.stage, id);
  }
}

function draftOf(drafts: Map<string, Draft>, id: string): Draft {
  const draft = drafts.get(id) ?? {};
  drafts.set(id, draft);
  return draft;
}
