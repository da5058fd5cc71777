/** What happens to a mapping when it is created, changed, deleted, or found again after a restart? */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AwsError, type Json } from '../aws/service.ts';
import { functionArn, functionNameOf } from './function-definition.ts';
import {
  isStreamArn,
  type MappingConfiguration,
  type MappingState,
  mappingArn,
  type Poller,
  type PollerParts,
} from './mapping.ts';
import { changedSettings, tags as checkTags, newSettings } from './mapping-settings.ts';
import type { MappingStore, MappingTarget, StoredMapping } from './mapping-store.ts';
import { SqsPoller } from './sqs-poller.ts';
import { StreamPoller } from './stream-poller.ts';

export interface MappingsParts extends Omit<PollerParts, 'mapping' | 'report' | 'predecessor' | 'checkpoints'> {
  readonly store: MappingStore;
  /** Rejects with `AwsError` when the function and the source do not go together, or one is not there. */
  readonly checkSource: (eventSourceArn: string, functionName: string) => Promise<void>;
  /** Told of a function that several queues share: one may hold all the environments it uses, and the next finds one warm. */
  readonly keepSpare: (functionArn: string) => void;
  /** How long a transition takes, ms. */
  readonly transitionMs: number;
}

const MOST_LISTED = 100;

/**
 *   create ─▶ Creating ──▶ Enabled ──────▶ Disabling ─▶ Disabled          Deleting ─▶ gone
 *                 │          ▲  ▲  └─▶ Updating ─┐        │  ▲ └─▶ Updating ─┐   ▲
 *                 │          │  └────────────────┘        │  └───────────────┘   │
 *                 │          └──────── Enabling ◀─────────┘                  Enabled, Disabled
 *                 └──────────────▶ Disabled
 *
 * A mapping polls while it is Enabled, and at no other time. A change during a transition is `ResourceInUseException`.
 */
export class Mappings {
  readonly #parts: MappingsParts;
  readonly #pollers = new Map<string, Poller>();
  /** Pollers that take nothing more but have batches to finish. */
  readonly #finishing = new Map<string, Promise<void>>();
  readonly #lastResults = new Map<string, string>();
  readonly #transitions = new Set<NodeJS.Timeout>();
  #isStopping = false;

  constructor(parts: MappingsParts) {
    this.#parts = parts;
    // Transitions an earlier process left are over.
    for (const { configuration } of parts.store.page({})) this.#arrive(configuration.UUID);
  }

  async create(input: Json): Promise<Json> {
    const settings = newSettings(input);
    const EventSourceArn = String(input.EventSourceArn);
    const functionName = functionNameOf(String(input.FunctionName));
    await this.#parts.checkSource(EventSourceArn, functionName);
    this.#refuseSecond(EventSourceArn, functionName);
    const UUID = randomUUID();
    const configuration = {
      ...settings,
      UUID,
      EventSourceMappingArn: mappingArn(UUID),
      EventSourceArn,
      FunctionArn: functionArn(functionName),
    } as unknown as MappingConfiguration;
    const mapping = {
      number: 0,
      configuration,
      target: 'Disabled' as const,
      tags: (input.Tags ?? {}) as StoredMapping['tags'],
    };
    this.#parts.store.insert(mapping);
    return this.#move(mapping, 'Creating', input.Enabled === false ? 'Disabled' : 'Enabled');
  }

  async ensure(input: Json): Promise<string> {
    const source = String(input.EventSourceArn);
    const found = this.#parts.store.page({
      source,
      functionArn: functionArn(functionNameOf(String(input.FunctionName))),
    });
    const { configuration, target } = found[0] ?? {};
    if (!configuration) return String((await this.create(input)).UUID);
    const { EventSourceArn: _, StartingPosition: __, Tags: ___, ...wanted } = input;
    const settings = changedSettings(source, configuration as unknown as Json, wanted);
    const isEnabled = target === 'Enabled';
    if (!isDeepStrictEqual(settings, configuration) || (wanted.Enabled ?? true) !== isEnabled) {
      await this.update(configuration.UUID, { Enabled: true, ...wanted });
    }
    return configuration.UUID;
  }

  get(uuid: string): Json {
    return this.#describe(this.#find(uuid));
  }

  list(input: { EventSourceArn?: string; FunctionName?: string; Marker?: string; MaxItems?: number }): Json {
    const limit = Math.min(input.MaxItems ?? MOST_LISTED, MOST_LISTED);
    const found = this.#parts.store.page({
      after: Number(input.Marker ?? 0),
      source: input.EventSourceArn,
      functionArn: input.FunctionName === undefined ? undefined : functionArn(functionNameOf(input.FunctionName)),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const EventSourceMappings = page.map((mapping) => this.#describe(mapping));
    return { EventSourceMappings, ...(found.length > limit && { NextMarker: String(page.at(-1)?.number) }) };
  }

  async update(uuid: string, { UUID: _, ...input }: Json): Promise<Json> {
    const { EventSourceArn, FunctionArn } = this.#settled(uuid).configuration;
    const functionName = functionNameOf(String(input.FunctionName ?? FunctionArn));
    await this.#parts.checkSource(EventSourceArn, functionName);
    const mapping = this.#settled(uuid);
    if (functionArn(functionName) !== FunctionArn) this.#refuseSecond(EventSourceArn, functionName);
    const before = mapping.configuration as unknown as Json;
    const changed = { ...changedSettings(EventSourceArn, before, input), FunctionArn: functionArn(functionName) };
    const configuration = changed as unknown as MappingConfiguration;
    const was = mapping.target;
    const target = input.Enabled === undefined ? was : input.Enabled ? 'Enabled' : 'Disabled';
    const state = target === was ? 'Updating' : target === 'Enabled' ? 'Enabling' : 'Disabling';
    return this.#move({ ...mapping, configuration }, state, target);
  }

  delete(uuid: string): Json {
    return this.#move(this.#settled(uuid), 'Deleting', 'gone');
  }

  tags(uuid: string): StoredMapping['tags'] {
    return this.#find(uuid).tags;
  }

  setTags(uuid: string, tags: StoredMapping['tags']): void {
    checkTags('Tags', tags);
    this.#parts.store.save({ ...this.#find(uuid), tags });
  }

  /** Polls for the mappings an earlier process left enabled. */
  resume(): void {
    for (const { configuration } of this.#parts.store.page({})) {
      if (configuration.State === 'Enabled' && !this.#pollers.has(configuration.UUID)) this.#startPoller(configuration);
    }
  }

  /** Polls no more; resolves when no batch is left in flight. What is in transition arrives at the next start. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#transitions) clearTimeout(timer);
    for (const uuid of [...this.#pollers.keys()]) this.#stopPoller(uuid);
    await Promise.all(this.#finishing.values());
  }

  #move(mapping: StoredMapping, State: MappingState, target: MappingTarget): Json {
    const { UUID } = mapping.configuration;
    const LastModified = this.#parts.now() / 1000;
    const StateTransitionReason = 'USER_INITIATED';
    const configuration = { ...mapping.configuration, State, StateTransitionReason, LastModified };
    const moving = { ...mapping, configuration, target };
    this.#parts.store.save(moving);
    this.#stopPoller(UUID);
    if (!this.#isStopping) this.#arriveLater(UUID);
    return this.#describe(moving);
  }

  #arriveLater(uuid: string): void {
    const timer = setTimeout(() => {
      this.#transitions.delete(timer);
      const arrived = this.#arrive(uuid);
      if (arrived.State === 'Enabled') this.#startPoller(arrived);
    }, this.#parts.transitionMs);
    this.#transitions.add(timer);
  }

  /** The end of a transition. */
  #arrive(uuid: string): MappingConfiguration {
    const mapping = this.#find(uuid);
    if (mapping.target === 'gone') {
      this.#lastResults.delete(uuid);
      this.#parts.store.remove(uuid);
      return mapping.configuration;
    }
    const configuration = { ...mapping.configuration, State: mapping.target };
    this.#parts.store.save({ ...mapping, configuration });
    return configuration;
  }

  #startPoller(mapping: MappingConfiguration): void {
    const parts: PollerParts = {
      ...this.#parts,
      mapping,
      checkpoints: this.#parts.store,
      predecessor: this.#finishing.get(mapping.UUID) ?? Promise.resolve(),
      report: (result) => this.#lastResults.set(mapping.UUID, result),
    };
    const poller = isStreamArn(mapping.EventSourceArn) ? new StreamPoller(parts) : new SqsPoller(parts);
    this.#pollers.set(mapping.UUID, poller);
    if (this.#isShared(mapping)) this.#parts.keepSpare(mapping.FunctionArn);
    poller.start();
  }

  /** By queues: a stream's batches come one after the other. */
  #isShared({ UUID, FunctionArn, EventSourceArn }: MappingConfiguration): boolean {
    if (isStreamArn(EventSourceArn)) return false;
    const page = this.#parts.store.page({ functionArn: FunctionArn, limit: 2 });
    return page.some(({ configuration }) => configuration.UUID !== UUID && !isStreamArn(configuration.EventSourceArn));
  }

  #stopPoller(uuid: string): void {
    const poller = this.#pollers.get(uuid);
    if (!poller) return;
    this.#pollers.delete(uuid);
    // Two may be finishing at once: an earlier one with a long batch counts as well.
    const finished: Promise<void> = Promise.all([this.#finishing.get(uuid), poller.stop()]).then(() => {
      if (this.#finishing.get(uuid) === finished) this.#finishing.delete(uuid);
    });
    this.#finishing.set(uuid, finished);
  }

  #find(uuid: string): StoredMapping {
    const mapping = this.#parts.store.get(uuid);
    if (mapping) return mapping;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
  }

  #settled(uuid: string): StoredMapping {
    const mapping = this.#find(uuid);
    const { State } = mapping.configuration;
    if (State === 'Enabled' || State === 'Disabled') return mapping;
    const message = `Cannot change the event source mapping because it is in use: it is ${State}.`;
    throw new AwsError('ResourceInUseException', message);
  }

  #refuseSecond(source: string, functionName: string): void {
    const [other] = this.#parts.store.page({ source, functionArn: functionArn(functionName), limit: 1 });
    if (!other) return;
    const message = `An event source mapping with event source arn (" ${source} ") and function name (" ${functionName} ") already exists. Please update or delete the existing mapping with UUID ${other.configuration.UUID}`;
    throw new AwsError('ResourceConflictException', message, { status: 409 });
  }

  #describe({ configuration }: StoredMapping): Json {
    const LastProcessingResult = this.#lastResults.get(configuration.UUID) ?? 'No records processed';
    return { ...configuration, LastProcessingResult };
  }
}
