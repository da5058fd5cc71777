/** Which keys are there, in which state, and what do they call themselves? */
import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { ACCOUNT, AwsError, REGION } from '../aws/service.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, material BLOB NOT NULL, state TEXT NOT NULL, description TEXT NOT NULL,
    policy TEXT NOT NULL, is_rotated INTEGER NOT NULL, created_at INTEGER NOT NULL, delete_at INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS aliases (
    name TEXT PRIMARY KEY, key_id TEXT NOT NULL, created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tags (
    key_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key_id, name)
  ) WITHOUT ROWID;
`;

/** All symmetric keys of the real service are of this size. */
const MATERIAL_BYTES = 32;

/**
 *     Enabled ⇄ Disabled
 *        │         │ ▲
 *        ▼         ▼ │ cancelled
 *       PendingDeletion ──▶ gone, with its material, when the time has come
 */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

export interface KeyRow {
  id: string;
  material: Uint8Array;
  state: KeyState;
  description: string;
  policy: string;
  is_rotated: number;
  created_at: number;
  delete_at: number | null;
}

export interface AliasRow {
  name: string;
  key_id: string;
  created_at: number;
}

const KEY_ARN_START = `arn:aws:kms:${REGION}:${ACCOUNT}:key/`;
const ARN_START = `arn:aws:kms:${REGION}:${ACCOUNT}:`;

export function keyArn(id: string): string {
  return KEY_ARN_START + id;
}

export function aliasArn(name: string): string {
  return ARN_START + name;
}

export class Keys {
  private readonly db: DatabaseSync;
  private readonly now: () => number;

  constructor(db: DatabaseSync, now: () => number) {
    db.exec(SCHEMA);
    this.db = db;
    this.now = now;
  }

  create(description: string, policy: string | undefined, id: string = randomUUID()): KeyRow {
    const defaultPolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      ],
    });
    this.db
      .prepare("INSERT INTO keys VALUES (?, ?, 'Enabled', ?, ?, 0, ?, NULL)")
      .run(id, randomBytes(MATERIAL_BYTES), description, policy ?? defaultPolicy, this.now());
    return this.require(id);
  }

  /** Finds a key by its id or ARN, or by an alias's name or ARN; throws `NotFoundException`. */
  require(given: string): KeyRow {
    const name = given.startsWith(KEY_ARN_START) ? given.slice(KEY_ARN_START.length) : given.replace(ARN_START, '');
    if (name.startsWith('alias/')) return this.require(this.requireAlias(name).key_id);
    return this.find(name) ?? notFound(`Key '${keyArn(name)}' does not exist`);
  }

  /** A key that may be used now; throws for one that is disabled or about to be deleted. */
  requireUsable(given: string): KeyRow {
    const key = this.require(given);
    if (key.state === 'Enabled') return key;
    if (key.state === 'Disabled') throw new AwsError('DisabledException', `${keyArn(key.id)} is disabled.`);
    throw new AwsError('KMSInvalidStateException', `${keyArn(key.id)} is pending deletion.`);
  }

  /** A key that is not about to be deleted: nothing else may be changed about such a key. */
  requireKept(given: string): KeyRow {
    const key = this.require(given);
    if (key.state !== 'PendingDeletion') return key;
    throw new AwsError('KMSInvalidStateException', `${keyArn(key.id)} is pending deletion.`);
  }

  find(id: string): KeyRow | undefined {
    this.deleteDue();
    return this.db.prepare('SELECT * FROM keys WHERE id = ?').get(id) as KeyRow | undefined;
  }

  all(): KeyRow[] {
    this.deleteDue();
    return this.db.prepare('SELECT * FROM keys ORDER BY id').all() as unknown as KeyRow[];
  }

  setState(id: string, state: KeyState, deleteAt: number | null = null): void {
    this.db.prepare('UPDATE keys SET state = ?, delete_at = ? WHERE id = ?').run(state, deleteAt, id);
  }

  setPolicy(id: string, policy: string): void {
    this.db.prepare('UPDATE keys SET policy = ? WHERE id = ?').run(policy, id);
  }

  setRotated(id: string, isRotated: boolean): void {
    this.db.prepare('UPDATE keys SET is_rotated = ? WHERE id = ?').run(Number(isRotated), id);
  }

  addAlias(name: string, keyId: string): void {
    const isTaken = this.db.prepare('SELECT 1 FROM aliases WHERE name = ?').get(name) !== undefined;
    if (isTaken)
      throw new AwsError('AlreadyExistsException', `An alias with the name ${aliasArn(name)} already exists`);
    this.db.prepare('INSERT INTO aliases VALUES (?, ?, ?)').run(name, keyId, this.now());
  }

  deleteAlias(name: string): void {
    this.requireAlias(name);
    this.db.prepare('DELETE FROM aliases WHERE name = ?').run(name);
  }

  aliases(): AliasRow[] {
    this.deleteDue();
    return this.db.prepare('SELECT * FROM aliases ORDER BY name').all() as unknown as AliasRow[];
  }

  putTag(id: string, name: string, value: string): void {
    this.db.prepare('INSERT OR REPLACE INTO tags VALUES (?, ?, ?)').run(id, name, value);
  }

  removeTag(id: string, name: string): void {
    this.db.prepare('DELETE FROM tags WHERE key_id = ? AND name = ?').run(id, name);
  }

  tags(id: string): { name: string; value: string }[] {
    const rows = this.db.prepare('SELECT name, value FROM tags WHERE key_id = ? ORDER BY name').all(id);
    return rows as { name: string; value: string }[];
  }

  private requireAlias(name: string): AliasRow {
    const alias = this.aliases().find((each) => each.name === name);
    return alias ?? notFound(`Alias ${aliasArn(name)} is not found.`);
  }

  private deleteDue(): void {
    const due = this.db.prepare('SELECT id FROM keys WHERE delete_at <= ?').all(this.now());
    for (const { id } of due as { id: string }[]) {
      this.db.prepare('DELETE FROM aliases WHERE key_id = ?').run(id);
      this.db.prepare('DELETE FROM tags WHERE key_id = ?').run(id);
      this.db.prepare('DELETE FROM keys WHERE id = ?').run(id);
    }
  }
}

function notFound(message: string): never {
  throw new AwsError('NotFoundException', message);
}
