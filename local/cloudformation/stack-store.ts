/** Which stacks are there? On disk, so that a restart finds them. */
import type { DatabaseSync } from 'node:sqlite';
import type { Stack, StackEvent, StackResource } from './stack.ts';

export class StackStore {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(`
      CREATE TABLE IF NOT EXISTS stacks (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, isGone INTEGER NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS stack_resources (
        stack TEXT NOT NULL, logicalId TEXT NOT NULL, document TEXT NOT NULL,
        PRIMARY KEY (stack, logicalId)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS stack_events (
        number INTEGER PRIMARY KEY, stack TEXT NOT NULL, document TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS stack_events_by_stack ON stack_events (stack);`);
  }

  /** Deleted ones too, newest first. */
  all(): Stack[] {
    const stacks = this.#documents<Stack>('SELECT document FROM stacks');
    return stacks.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** By its id, or by its name unless it is deleted. */
  find(nameOrId: string): Stack | undefined {
    const query = 'SELECT document FROM stacks WHERE id = ?1 OR (name = ?1 AND isGone = 0)';
    return this.#documents<Stack>(query, nameOrId)[0];
  }

  save(stack: Stack): void {
    const { id, name, deletedAt } = stack;
    this.#db
      .prepare('INSERT OR REPLACE INTO stacks VALUES (?, ?, ?, ?)')
      .run(id, name, Number(deletedAt !== undefined), JSON.stringify(stack));
  }

  /** In the order of their creation. */
  resources(stackId: string): StackResource[] {
    const query = 'SELECT document FROM stack_resources WHERE stack = ?';
    return this.#documents<StackResource>(query, stackId).sort((a, b) => a.position - b.position);
  }

  saveResource(stackId: string, resource: StackResource): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO stack_resources VALUES (?, ?, ?)')
      .run(stackId, resource.logicalId, JSON.stringify(resource));
  }

  removeResource(stackId: string, logicalId: string): void {
    this.#db.prepare('DELETE FROM stack_resources WHERE stack = ? AND logicalId = ?').run(stackId, logicalId);
  }

  /** Newest first. */
  events(stackId: string): StackEvent[] {
    return this.#documents('SELECT document FROM stack_events WHERE stack = ? ORDER BY number DESC', stackId);
  }

  addEvent(stackId: string, event: StackEvent): void {
    this.#db.prepare('INSERT INTO stack_events (stack, document) VALUES (?, ?)').run(stackId, JSON.stringify(event));
  }

  /** Removes every trace of it. */
  forget(stackId: string): void {
    this.#db.prepare('DELETE FROM stacks WHERE id = ?').run(stackId);
    this.#db.prepare('DELETE FROM stack_resources WHERE stack = ?').run(stackId);
    this.#db.prepare('DELETE FROM stack_events WHERE stack = ?').run(stackId);
  }

  #documents<T>(query: string, ...values: string[]): T[] {
    const rows = this.#db.prepare(query).all(...values);
    return rows.map(({ document }) => JSON.parse(String(document)) as T);
  }
}
