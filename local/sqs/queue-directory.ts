/** Which queues are there? Kept in the database, and in memory so that no call has to look one up on disk. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ACCOUNT, type Json, REGION } from '../aws/service.ts';
import { requiredText } from './input-fields.ts';
import { mayBeDeadLetterQueueOf, type QueueAttributes, type QueueSettings, readSettings } from './queue-attributes.ts';
import { refusal } from './refusal.ts';

export type Tags = Readonly<Record<string, string>>;

/** One queue as it stands; times in ms. A change makes a new value. */
export interface Queue {
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly settings: QueueSettings;
  readonly tags: Tags;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

type QueueRow = { id: number; name: string; attributes: string; tags: string; createdAt: number; modifiedAt: number };

const URL_PATH = new RegExp(`/${ACCOUNT}/([^/]+)$`);

export class QueueDirectory {
  readonly #byName = new Map<string, Queue>();
  readonly #byId = new Map<number, Queue>();
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      'INSERT INTO queues (name, attributes, tags, createdAt, modifiedAt) VALUES (?, ?, ?, ?, ?) RETURNING id',
    );
    this.#update = db.prepare('UPDATE queues SET attributes = ?, tags = ?, modifiedAt = ? WHERE id = ?');
    this.#delete = db.prepare('DELETE FROM queues WHERE id = ?');
    for (const row of db.prepare('SELECT * FROM queues').all() as unknown as QueueRow[]) {
      this.#remember({ ...row, attributes: JSON.parse(row.attributes), tags: JSON.parse(row.tags) });
    }
  }

  create(name: string, attributes: QueueAttributes, tags: Tags, now: number): Queue {
    this.#checkRedrive(queueArn(name), attributes);
    const row = this.#insert.get(name, JSON.stringify(attributes), JSON.stringify(tags), now, now);
    return this.#remember({ id: Number(row?.id), name, attributes, tags, createdAt: now, modifiedAt: now });
  }

  setAttributes(queue: Queue, attributes: QueueAttributes, now: number): void {
    if (attributes.RedrivePolicy !== queue.attributes.RedrivePolicy) this.#checkRedrive(queue.arn, attributes);
    this.#save({ ...queue, attributes, modifiedAt: now });
  }

  setTags(queue: Queue, tags: Tags): void {
    this.#save({ ...queue, tags });
  }

  delete(queue: Queue): void {
    this.#delete.run(queue.id);
    this.#byName.delete(queue.name);
    this.#byId.delete(queue.id);
  }

  byName(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  byArn(arn: string): Queue | undefined {
    const queue = this.#byName.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  byId(id: number): Queue | undefined {
    return this.#byId.get(id);
  }

  /** The queue a request is about. The host of its URL does not matter: there is one account in one place. */
  ofRequest(input: Json): Queue {
    const url = requiredText(input, 'QueueUrl');
    const [, name] = URL_PATH.exec(url) ?? [];
    if (name === undefined) throw refusal.invalidAddress(url);
    const queue = this.#byName.get(name);
    if (!queue) throw refusal.queueDoesNotExist();
    return queue;
  }

  all(): Queue[] {
    return [...this.#byName.values()];
  }

  /** The queues whose dead letters go to this one. */
  sourcesOf(deadLetterQueue: Queue): Queue[] {
    return this.all().filter((queue) => queue.settings.redrive?.deadLetterTargetArn === deadLetterQueue.arn);
  }

  #checkRedrive(arn: string, attributes: QueueAttributes): void {
    const { redrive } = readSettings(attributes);
    if (!redrive) return;
    const refuse = (reason: string) => refusal.invalidValue(attributes.RedrivePolicy, 'RedrivePolicy', reason);
    const target = this.byArn(redrive.deadLetterTargetArn);
    if (!target) throw refuse('Dead letter target does not exist.');
    if (!mayBeDeadLetterQueueOf(arn, target.settings)) {
      throw refuse('Dead letter target does not allow this queue to use it (its RedriveAllowPolicy).');
    }
  }

  #save(queue: Omit<Queue, 'arn' | 'settings'>): void {
    const { id, attributes, tags, modifiedAt } = queue;
    this.#update.run(JSON.stringify(attributes), JSON.stringify(tags), modifiedAt, id);
    this.#remember(queue);
  }

  #remember(stored: Omit<Queue, 'arn' | 'settings'>): Queue {
    const queue = { ...stored, arn: queueArn(stored.name), settings: readSettings(stored.attributes) };
    this.#byName.set(queue.name, queue);
    this.#byId.set(queue.id, queue);
    return queue;
  }
}

function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}
