/** Which tags do rules and buses carry? */
import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../aws/service.ts';
import { invalid, list, onlyParameters, text } from './request.ts';

const MAX_TAGS = 50;

export class Tags {
  private readonly db: DatabaseSync;
  private readonly requireResource: (arn: string) => void;

  /** `requireResource` throws `ResourceNotFoundException` when no rule or bus has the ARN. */
  constructor(db: DatabaseSync, requireResource: (arn: string) => void) {
    this.db = db;
    this.requireResource = requireResource;
  }

  tag(input: Json): Json {
    onlyParameters(input, ['ResourceARN', 'Tags']);
    const arn = this.existing(input);
    this.put(arn, input);
    return {};
  }

  untag(input: Json): Json {
    onlyParameters(input, ['ResourceARN', 'TagKeys']);
    const arn = this.existing(input);
    const remove = this.db.prepare('DELETE FROM tags WHERE arn = ? AND key = ?');
    for (const key of list(input, 'TagKeys', { max: MAX_TAGS }) as unknown[]) remove.run(arn, String(key));
    return {};
  }

  list(input: Json): Json {
    onlyParameters(input, ['ResourceARN']);
    const rows = this.db.prepare('SELECT key, value FROM tags WHERE arn = ? ORDER BY key').all(this.existing(input));
    return { Tags: rows.map(({ key, value }) => ({ Key: key, Value: value })) };
  }

  /** Stores the `Tags` of a request that creates something, if it has any. */
  putOnCreation(arn: string, input: Json): void {
    if (Array.isArray(input.Tags) && input.Tags.length > 0) this.put(arn, input);
  }

  forget(arn: string): void {
    this.db.prepare('DELETE FROM tags WHERE arn = ?').run(arn);
  }

  private put(arn: string, input: Json): void {
    const put = this.db.prepare('INSERT OR REPLACE INTO tags VALUES (?, ?, ?)');
    for (const tag of list(input, 'Tags', { max: MAX_TAGS })) {
      put.run(arn, text(tag, 'Key', { maxLength: 128 }), text(tag, 'Value', { maxLength: 256 }));
    }
    const count = this.db.prepare('SELECT count(*) AS count FROM tags WHERE arn = ?').get(arn)?.count;
    if (Number(count) > MAX_TAGS) invalid(`A resource may have at most ${MAX_TAGS} tags.`);
  }

  private existing(input: Json): string {
    const arn = text(input, 'ResourceARN', { maxLength: 1600 });
    this.requireResource(arn);
    return arn;
  }
}
