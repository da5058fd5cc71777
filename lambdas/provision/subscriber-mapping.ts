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
import {
  isMappingAsPlanned,
  isMappingInMotion,
  type MappingPlan,
  mappingConfiguration,
} from '../../core/provision-mapping.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

/** A change is under way, or a deletion is over. */
const BEING_CHANGED = [ResourceInUseException, ResourceNotFoundException];

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/** Lambda was not done with a mapping in the time there was: the same step may be run again. */
export class StillChanging extends Error {
  override readonly name = 'StillChanging';
}

type Configuration = ReturnType<typeof mappingConfiguration>;

export class SubscriberMapping {
  readonly #lambda: LambdaClient;
  readonly #functionArn: string;

  constructor(lambda: LambdaClient, functionArn: string) {
    this.#lambda = lambda;
    this.#functionArn = functionArn;
  }

  /** Throws `StillChanging` when Lambda is not done by `deadlineMs`. */
  async ensure(queueArn: string, plan: MappingPlan, tags: Record<string, string>, deadlineMs: number) {
    const wanted = mappingConfiguration(plan);
    await untilDone(deadlineMs, async () => {
      const known = await this.#find(queueArn);
      if (!known) return this.#create(queueArn, wanted, tags);
      if (isMappingInMotion(known)) return false;
      if (isMappingAsPlanned(known, plan)) return true;
      const update = new UpdateEventSourceMappingCommand({ UUID: known.UUID, ...wanted });
      return unless(BEING_CHANGED, () => this.#lambda.send(update));
    });
  }

  /** Removes it and waits until it is gone: a queue deleted under a live mapping leaves the mapping behind. */
  async remove(queueArn: string, deadlineMs: number): Promise<void> {
    await untilDone(deadlineMs, async () => {
      const known = await this.#find(queueArn);
      if (!known) return true;
      if (known.State === 'Deleting') return false;
      await unless(BEING_CHANGED, () => this.#lambda.send(new DeleteEventSourceMappingCommand({ UUID: known.UUID })));
      return false;
    });
  }

  #create(queueArn: string, wanted: Configuration, tags: Record<string, string>): Promise<boolean> {
    const which = { EventSourceArn: queueArn, FunctionName: this.#functionArn, Tags: tags };
    const create = new CreateEventSourceMappingCommand({ ...which, ...wanted });
    return unless([ResourceConflictException], () => this.#lambda.send(create));
  }

  /** Listing lags behind what was just made or removed; the mapping itself is asked. */
  async #find(queueArn: string): Promise<EventSourceMappingConfiguration | undefined> {
    const listed = await this.#listed(queueArn);
    if (!listed) return undefined;
    try {
      return await this.#lambda.send(new GetEventSourceMappingCommand({ UUID: listed.UUID }));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      // Once it is gone nobody knows whose it was, so a role that is narrowed to one function's may not even ask.
      if (isDenied(error) && !(await this.#listed(queueArn))) return undefined;
      throw error;
    }
  }

  async #listed(queueArn: string): Promise<EventSourceMappingConfiguration | undefined> {
    const answer = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: queueArn, FunctionName: this.#functionArn }),
    );
    return answer.EventSourceMappings?.[0];
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}

/** Whether the change was taken; `false` when something came between that says: look again. */
async function unless(overtaken: readonly ErrorClass[], change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (overtaken.some((kind) => error instanceof kind)) return false;
    throw error;
  }
}

async function untilDone(deadlineMs: number, look: () => Promise<boolean>): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !(await look()); pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    if (Date.now() + pauseMs > deadlineMs)
      throw new StillChanging('Lambda is still changing the event-source mapping.');
    await sleep(pauseMs);
  }
}
