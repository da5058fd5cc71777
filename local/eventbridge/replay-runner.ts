/** How do a replay's events get to their rules, little by little and across restarts? */
import type { ArchivedEvent, ArchivedEvents } from './archived-events.ts';
import type { Archives } from './archives.ts';
import type { Deliveries } from './delivery.ts';
import { eventFields } from './event-fields.ts';
import { readJson } from './json-text.ts';
import type { ReplayRow, ReplayStore } from './replay-store.ts';
import type { Routes } from './routes.ts';

export interface ReplayRunnerParts {
  readonly store: ReplayStore;
  readonly archives: Archives;
  readonly events: ArchivedEvents;
  readonly routes: Routes;
  readonly deliveries: Deliveries;
  readonly now: () => number;
}

/** A replay sends this many events a turn of the event loop, and lets others have theirs. */
const EVENTS_A_TURN = 20;

/**
 *   start ─▶ STARTING ─▶ RUNNING ─▶ COMPLETED    no event of its time is left
 *                │          │ └───▶ FAILED       its archive is gone
 *                └─ cancel ─┴─▶ CANCELLING ─▶ CANCELLED
 *
 * What was replayed is remembered after every turn: a kill in the middle of one sends the events of that turn again.
 */
export class ReplayRunner {
  readonly #parts: ReplayRunnerParts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #working = new Map<string, Promise<void>>();
  #isStopped = false;

  /** Goes on with what an earlier run left under way. */
  constructor(parts: ReplayRunnerParts) {
    this.#parts = parts;
    for (const { name } of parts.store.underWay()) this.wake(name);
  }

  /** Does the replay's next step soon; one that is at work sees for itself what has changed. */
  wake(name: string): void {
    if (this.#isStopped || this.#timers.has(name) || this.#working.has(name)) return;
    this.#timers.set(
      name,
      setTimeout(() => this.#work(name), 0),
    );
  }

  /** Ends after the turns under way; the replays go on when the service is next made. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#working.values());
  }

  #work(name: string): void {
    this.#timers.delete(name);
    const { store, now } = this.#parts;
    const step = this.#step(name)
      .catch((error: unknown) => {
        store.end(name, 'FAILED', now(), error instanceof Error ? error.message : String(error));
        return false;
      })
      .then((isMore) => {
        this.#working.delete(name);
        if (isMore) this.wake(name);
      });
    this.#working.set(name, step);
  }

  /** Says whether there is more to do. */
  async #step(name: string): Promise<boolean> {
    const { store, archives, events, now } = this.#parts;
    store.begin(name);
    const replay = store.find(name);
    if (!replay) return false;
    if (replay.state === 'CANCELLING') return this.#end(name, 'CANCELLED');
    if (!archives.exists(replay.archive)) throw new Error(`Archive ${replay.archive_name} does not exist.`);
    const some = events.next(windowOf(replay), EVENTS_A_TURN);
    for (const each of some) await this.#send(replay, each);
    const last = some.at(-1);
    if (last) store.moveOn(name, last);
    if (some.length === EVENTS_A_TURN) return true;
    // It may have been cancelled in the meantime.
    if (store.find(name)?.state === 'RUNNING') store.end(name, 'COMPLETED', now());
    return store.find(name)?.state === 'CANCELLING';
  }

  async #send({ name, bus, filter }: ReplayRow, { event }: ArchivedEvent): Promise<void> {
    const { routes, deliveries } = this.#parts;
    const text = withReplayName(event, name);
    const fields = eventFields(readJson(text));
    const rules = filter === null ? undefined : new Set(JSON.parse(filter) as string[]);
    const [type] = fields.get('detail-type') ?? [];
    const detailType = type?.leaf.kind === 'string' ? type.leaf.value : '';
    for (const target of routes.targetsOf(bus, detailType, () => fields)) {
      if (rules?.has(target.ruleArn) ?? true) await deliveries.send(target, text);
    }
  }

  #end(name: string, state: 'CANCELLED'): boolean {
    this.#parts.store.end(name, state, this.#parts.now());
    return false;
  }
}

/** Where the real service writes it: the rest of the event is the publisher's, not a byte of it changed. */
function withReplayName(event: string, name: string): string {
  const at = event.indexOf(',"resources":');
  return `${event.slice(0, at)},"replay-name":${JSON.stringify(name)}${event.slice(at)}`;
}

function windowOf({ archive, from_at: from, to_at: to, last_at, last_seq }: ReplayRow) {
  const after = last_at === null || last_seq === null ? undefined : { at: last_at, seq: last_seq };
  return { archive, from, to, after };
}
