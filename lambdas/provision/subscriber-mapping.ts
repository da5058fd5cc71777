/**
 * The event-source mapping between a subscriber's queue and `deliver`. Lambda changes mappings slowly and refuses a
 * change while one is under way, so every step here looks first, and waits where it must.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  ResourceConflictException,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';

const BATCH_SIZE = 10;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

export interface MappingSettings {
  readonly enabled: boolean;
  /** Batches under way at once, 2 to 1,000: with it Lambda never receives what it cannot invoke. */
  readonly maxConcurrency: number;
}

export class SubscriberMapping {
  readonly #lambda: LambdaClient;
  readonly #functionArn: string;

  constructor(lambda: LambdaClient, functionArn: string) {
    this.#lambda = lambda;
    this.#functionArn = functionArn;
  }

  /** Throws when Lambda is not done by `deadlineMs`; the same step may then be run again. */
  async ensure(queueArn: string, settings: MappingSettings, tags: Record<string, string>, deadlineMs: number) {
    const known = await this.#find(queueArn);
    if (known) return this.#update(known, settings, deadlineMs);
    try {
      await this.#lambda.send(
        new CreateEventSourceMappingCommand({
          EventSourceArn: queueArn,
          FunctionName: this.#functionArn,
          BatchSize: BATCH_SIZE,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ...changeable(settings),
          Tags: tags,
        }),
      );
    } catch (error) {
      // Another run of this step made it between our look and our call.
      if (!(error instanceof ResourceConflictException)) throw error;
      await this.ensure(queueArn, settings, tags, deadlineMs);
    }
  }

  /** Removes it and waits until it is gone: a queue deleted under a live mapping leaves the mapping behind. */
  async remove(queueArn: string, deadlineMs: number): Promise<void> {
    await untilDone(deadlineMs, async () => {
      const known = await this.#find(queueArn);
      if (!known) return true;
      if (known.State === 'Deleting') return false;
      await this.#tolerating(() => this.#lambda.send(new DeleteEventSourceMappingCommand({ UUID: known.UUID })));
      return false;
    });
  }

  async #update(known: EventSourceMappingConfiguration, settings: MappingSettings, deadlineMs: number): Promise<void> {
    if (isAs(known, settings)) return;
    await untilDone(deadlineMs, () =>
      this.#tolerating(() =>
        this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID: known.UUID, ...changeable(settings) })),
      ),
    );
  }

  /** Listing lags behind what was just made or removed; the mapping itself is asked. */
  async #find(queueArn: string): Promise<EventSourceMappingConfiguration | undefined> {
    const answer = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: queueArn, FunctionName: this.#functionArn }),
    );
    const [first] = answer.EventSourceMappings ?? [];
    if (!first) return undefined;
    try {
      return await this.#lambda.send(new GetEventSourceMappingCommand({ UUID: first.UUID }));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  /** Whether the change was taken; `false` when another one is still under way. */
  async #tolerating(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      return true;
    } catch (error) {
      if (error instanceof ResourceInUseException) return false;
      throw error;
    }
  }
}

function changeable({ enabled, maxConcurrency }: MappingSettings) {
  return { Enabled: enabled, ScalingConfig: { MaximumConcurrency: maxConcurrency } };
}

function isAs(known: EventSourceMappingConfiguration, { enabled, maxConcurrency }: MappingSettings): boolean {
  const isOn = known.State === 'Enabled' || known.State === 'Enabling' || known.State === 'Creating';
  return isOn === enabled && known.ScalingConfig?.MaximumConcurrency === maxConcurrency;
}

async function untilDone(deadlineMs: number, look: () => Promise<boolean>): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !(await look()); pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    if (Date.now() + pauseMs > deadlineMs) throw new Error('Lambda is still changing the event-source mapping.');
    await sleep(pauseMs);
  }
}
