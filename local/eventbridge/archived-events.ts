/** Which events does an archive hold, and until when? */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface ArchivedEvent {
  readonly seq: number;
  /** When it happened, milliseconds since the epoch. */
  readonly event_at: number;
  /** As targets received it. */
  readonly event: string;
}

/** The events of an archive that happened from `from` to `to`, both inclusive, after the one that was read last. */
export interface EventWindow {
  readonly archive: number;
  readonly from: number;
  readonly to: number;
  readonly after: { readonly at: number; readonly seq: number } | undefined;
}

export class ArchivedEvents {
  private readonly add: StatementSync;
  private readonly readRestOfSecond: StatementSync;
  private readonly readLater: StatementSync;
  private readonly measure: StatementSync;
  private readonly removeOld: StatementSync;

  constructor(db: DatabaseSync) {
    this.add = db.prepare(
      'INSERT INTO archived_events (archive, event_at, kept_at, bytes, event) VALUES (?, ?, ?, ?, ?)',
    );
    this.readRestOfSecond = db.prepare(
      `SELECT seq, event_at, event FROM archived_events
       WHERE archive = ? AND event_at = ? AND event_at <= ? AND seq > ? ORDER BY seq LIMIT ?`,
    );
    this.readLater = db.prepare(
      `SELECT seq, event_at, event FROM archived_events
       WHERE archive = ? AND event_at > ? AND event_at <= ? ORDER BY event_at, seq LIMIT ?`,
    );
    this.measure = db.prepare(
      'SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM archived_events WHERE archive = ?',
    );
    this.removeOld = db.prepare(
      `DELETE FROM archived_events WHERE seq IN (
         SELECT seq FROM archived_events WHERE archive = ? AND kept_at < ? LIMIT ?)`,
    );
  }

  keep(archive: number, { at, text }: { at: number; text: string }, now: number): void {
    this.add.run(archive, at, now, Buffer.byteLength(text), text);
  }

  /** In the order in which they happened, and of one second in the order in which they were kept. */
  next({ archive, from, to, after }: EventWindow, atMost: number): ArchivedEvent[] {
    const { at, seq } = after ?? { at: from, seq: 0 };
    const rest = this.readRestOfSecond.all(archive, at, to, seq, atMost);
    const later = rest.length < atMost ? this.readLater.all(archive, at, to, atMost - rest.length) : [];
    return [...rest, ...later] as unknown as ArchivedEvent[];
  }

  size(archive: number): { count: number; bytes: number } {
    return this.measure.get(archive) as unknown as { count: number; bytes: number };
  }

  /** Forgets some of those kept before a time, and says how many. */
  removeKeptBefore(archive: number, time: number, atMost: number): number {
    return Number(this.removeOld.run(archive, time, atMost).changes);
  }
}
