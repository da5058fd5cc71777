/** How are replays remembered, and in which state is each? */
import type { DatabaseSync } from 'node:sqlite';

export type ReplayState = 'STARTING' | 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

export interface ReplayRow {
  readonly name: string;
  readonly archive: number;
  readonly archive_name: string;
  readonly bus: string;
  /** JSON: the ARNs of the rules that get its events; null: all rules of the bus. */
  readonly filter: string | null;
  readonly description: string | null;
  /** Milliseconds since the epoch, as the other times; both ends belong to it. */
  readonly from_at: number;
  readonly to_at: number;
  readonly state: ReplayState;
  readonly reason: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** The event that was replayed last. */
  readonly last_at: number | null;
  readonly last_seq: number | null;
}

export type NewReplay = Pick<
  ReplayRow,
  'name' | 'archive' | 'archive_name' | 'bus' | 'filter' | 'description' | 'from_at' | 'to_at' | 'started_at'
>;

const UNDER_WAY = `state IN ('STARTING', 'RUNNING', 'CANCELLING')`;

export class ReplayStore {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  find(name: string): ReplayRow | undefined {
    return this.#db.prepare('SELECT * FROM replays WHERE name = ?').get(name) as ReplayRow | undefined;
  }

  all(): ReplayRow[] {
    return this.#db.prepare('SELECT * FROM replays ORDER BY name').all() as unknown as ReplayRow[];
  }

  underWay(): ReplayRow[] {
    return this.#db.prepare(`SELECT * FROM replays WHERE ${UNDER_WAY}`).all() as unknown as ReplayRow[];
  }

  add(replay: NewReplay): void {
    this.#db
      .prepare(
        `INSERT INTO replays (name, archive, archive_name, bus, filter, description, from_at, to_at, started_at, state)
         VALUES (:name, :archive, :archive_name, :bus, :filter, :description, :from_at, :to_at, :started_at, 'STARTING')`,
      )
      .run({ ...replay });
  }

  begin(name: string): void {
    this.#db.prepare(`UPDATE replays SET state = 'RUNNING' WHERE name = ? AND state = 'STARTING'`).run(name);
  }

  cancel(name: string): void {
    this.#db.prepare(`UPDATE replays SET state = 'CANCELLING' WHERE name = ?`).run(name);
  }

  moveOn(name: string, last: { event_at: number; seq: number }): void {
    this.#db.prepare('UPDATE replays SET last_at = ?, last_seq = ? WHERE name = ?').run(last.event_at, last.seq, name);
  }

  end(name: string, state: ReplayState, now: number, reason: string | null = null): void {
    this.#db
      .prepare('UPDATE replays SET state = ?, ended_at = ?, reason = ? WHERE name = ?')
      .run(state, now, reason, name);
  }
}
