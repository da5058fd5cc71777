/** What does the local EventBridge answer? */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Json, type JsonService } from '../aws/service.ts';
import { ArchivedEvents } from './archived-events.ts';
import { Archives } from './archives.ts';
import { Buses } from './buses.ts';
import { type Deliver, Deliveries, RETRY_DELAYS_MS } from './delivery.ts';
import { entrySize, publishedEvent } from './published-event.ts';
import { ReplayRunner } from './replay-runner.ts';
import { ReplayStore } from './replay-store.ts';
import { Replays } from './replays.ts';
import { busArn, invalid, list, notFound, onlyParameters, ruleArn } from './request.ts';
import { Routes } from './routes.ts';
import { Rules } from './rules.ts';
import { prepareState } from './schema.ts';
import { startSweeping } from './sweep-archives.ts';
import { Tags } from './tags.ts';
import { Targets } from './targets.ts';
import { testEventPattern } from './test-event-pattern.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
/** A request's entries together must be smaller than this, in bytes. */
const MAX_REQUEST_SIZE = 1_048_576;

export interface EventBridgeOptions {
  readonly db: DatabaseSync;
  readonly deliver: Deliver;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** See `RETRY_DELAYS_MS`. */
  readonly retryDelaysMs?: readonly number[];
}

type Action = (input: Json) => Promise<Json> | Json;

/** Buses, rules that deliver to SQS queues, PutEvents, archives and replays. Schedules and other targets are refused. */
export class EventBridge implements JsonService {
  readonly target = 'AWSEvents';
  readonly contentType = 'application/x-amz-json-1.1';
  private readonly now: () => number;
  private readonly buses: Buses;
  private readonly rules: Rules;
  private readonly targets: Targets;
  private readonly tags: Tags;
  private readonly routes: Routes;
  private readonly deliveries: Deliveries;
  private readonly archives: Archives;
  private readonly replays: Replays;
  private readonly replaying: ReplayRunner;
  private readonly stopSweeping: () => void;
  private readonly actions: ReadonlyMap<string, Action>;

  constructor({ db, deliver, now = Date.now, retryDelaysMs = RETRY_DELAYS_MS }: EventBridgeOptions) {
    prepareState(db, now());
    this.now = now;
    this.buses = new Buses(db, now);
    this.rules = new Rules(db, (bus) => this.buses.require(bus));
    this.targets = new Targets(db, (bus, name) => {
      this.buses.require(bus);
      return this.rules.require(bus, name);
    });
    this.tags = new Tags(db, (arn) => this.requireResource(arn));
    this.routes = new Routes(this.rules, this.targets);
    this.deliveries = new Deliveries({ db, deliver, now, retryDelaysMs });
    const requireBus = (name: string) => void this.buses.require(name);
    const events = new ArchivedEvents(db);
    this.archives = new Archives({ db, events, now, requireBus });
    const { archives, routes, deliveries } = this;
    const store = new ReplayStore(db);
    this.replaying = new ReplayRunner({ store, archives, events, routes, deliveries, now });
    this.replays = new Replays({ store, archives, now, requireBus, wake: (name) => this.replaying.wake(name) });
    this.stopSweeping = startSweeping(archives);
    this.actions = this.answers();
  }

  handle(action: string, input: Json): Promise<Json> | Json {
    const answer = this.actions.get(action);
    if (answer) return answer(input);
    throw new AwsError('UnknownOperationException', `The local EventBridge does not support ${action}.`);
  }

  /** Ends replays and retries of failed deliveries; they go on when the next instance opens the same state. */
  async stop(): Promise<void> {
    this.stopSweeping();
    await this.replaying.stop();
    await this.deliveries.stop();
  }

  private answers(): ReadonlyMap<string, Action> {
    const { buses, rules, targets, tags, archives, replays } = this;
    return new Map<string, Action>([
      ['CreateEventBus', (input) => this.createEventBus(input)],
      ['DescribeEventBus', (input) => buses.describe(input)],
      ['ListEventBuses', (input) => buses.list(input)],
      ['DeleteEventBus', (input) => this.forgetTags(buses.delete(input).deletedArn)],
      ['PutRule', (input) => this.putRule(input)],
      ['DescribeRule', (input) => rules.describe(input)],
      ['ListRules', (input) => rules.list(input)],
      ['ListRuleNamesByTarget', (input) => rules.namesByTarget(input)],
      ['EnableRule', (input) => this.changed(rules.setState(input, 'ENABLED').bus)],
      ['DisableRule', (input) => this.changed(rules.setState(input, 'DISABLED').bus)],
      ['DeleteRule', (input) => this.deleteRule(input)],
      ['PutTargets', (input) => this.changedWith(targets.put(input))],
      ['ListTargetsByRule', (input) => targets.list(input)],
      ['RemoveTargets', (input) => this.changedWith(targets.remove(input))],
      ['TagResource', (input) => tags.tag(input)],
      ['UntagResource', (input) => tags.untag(input)],
      ['ListTagsForResource', (input) => tags.list(input)],
      ['CreateArchive', (input) => archives.create(input)],
      ['DescribeArchive', (input) => archives.describe(input)],
      ['ListArchives', (input) => archives.list(input)],
      ['UpdateArchive', (input) => archives.update(input)],
      ['DeleteArchive', (input) => archives.delete(input)],
      ['StartReplay', (input) => replays.start(input)],
      ['DescribeReplay', (input) => replays.describe(input)],
      ['ListReplays', (input) => replays.list(input)],
      ['CancelReplay', (input) => replays.cancel(input)],
      ['TestEventPattern', testEventPattern],
      ['PutEvents', (input) => this.putEvents(input)],
    ]);
  }

  private createEventBus(input: Json): Json {
    const arn = this.buses.create(input);
    this.tags.putOnCreation(arn, input);
    return { EventBusArn: arn };
  }

  private putRule(input: Json): Json {
    const { arn, bus, isNew } = this.rules.put(input);
    if (isNew) this.tags.putOnCreation(arn, input);
    this.routes.forget(bus);
    return { RuleArn: arn };
  }

  private deleteRule(input: Json): Json {
    const { bus, arn } = this.rules.delete(input);
    this.routes.forget(bus);
    return this.forgetTags(arn);
  }

  private changed(bus: string): Json {
    this.routes.forget(bus);
    return {};
  }

  private changedWith({ bus, answer }: { bus: string; answer: Json }): Json {
    this.routes.forget(bus);
    return answer;
  }

  private forgetTags(arn: string): Json {
    this.tags.forget(arn);
    return {};
  }

  private requireResource(arn: string): void {
    const [, kind = '', name = ''] = /:(event-bus|rule)\/(.+)$/.exec(arn) ?? [];
    const [rule = '', bus = 'default'] = name.split('/').reverse();
    const isBus = kind === 'event-bus' && this.buses.find(name) !== undefined && arn === busArn(name);
    const isRule = kind === 'rule' && this.rules.find(bus, rule) !== undefined && arn === ruleArn(bus, rule);
    if (!isBus && !isRule) notFound(`${arn} does not exist.`);
  }

  /** Answers when every delivery of every entry has succeeded, or is on disk to be tried again. */
  private async putEvents(input: Json): Promise<Json> {
    onlyParameters(input, ['Entries']);
    const entries = list(input, 'Entries', { max: MAX_ENTRIES });
    if (entries.reduce((sum, entry) => sum + entrySize(entry), 0) >= MAX_REQUEST_SIZE) {
      invalid('Total size of the entries in the request is over the limit.');
    }
    const results: Json[] = [];
    for (const entry of entries) results.push(await this.putEvent(entry));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  /** An event for a bus that does not exist is accepted and goes nowhere, as on AWS. */
  private async putEvent(entry: Json): Promise<Json> {
    try {
      const event = publishedEvent(entry, randomUUID(), this.now());
      this.archives.keep(event);
      for (const target of this.routes.targetsOf(event.bus, event.detailType, event.fields)) {
        await this.deliveries.send(target, event.text);
      }
      return { EventId: event.id };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ErrorCode: error.code, ErrorMessage: error.message };
    }
  }
}
