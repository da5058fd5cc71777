/** Which event buses are there? */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Json } from '../aws/service.ts';
import {
  busArn,
  busName,
  DEFAULT_BUS,
  invalid,
  limitExceeded,
  notFound,
  onlyParameters,
  optionalText,
  page,
} from './request.ts';

const MAX_BUSES = 100;

interface BusRow {
  name: string;
  settings: string;
  created_at: number;
  modified_at: number;
}

export class Buses {
  private readonly db: DatabaseSync;
  private readonly now: () => number;

  constructor(db: DatabaseSync, now: () => number) {
    this.db = db;
    this.now = now;
  }

  /** Creates a bus and gives its ARN. Key and dead-letter queue are kept and shown; locally nothing is encrypted. */
  create(input: Json): string {
    onlyParameters(input, ['Name', 'Description', 'KmsKeyIdentifier', 'DeadLetterConfig', 'Tags']);
    if (input.Name === undefined) invalid('Parameter Name is not valid. Reason: Name is required.');
    const name = busName(input, 'Name');
    if (this.find(name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    if (this.all().length >= MAX_BUSES) limitExceeded(`${MAX_BUSES} event buses.`);
    const { Description, KmsKeyIdentifier, DeadLetterConfig } = input;
    const settings = JSON.stringify({ Description, KmsKeyIdentifier, DeadLetterConfig });
    this.db.prepare('INSERT INTO buses VALUES (?, ?, ?, ?)').run(name, settings, this.now(), this.now());
    return busArn(name);
  }

  describe(input: Json): Json {
    onlyParameters(input, ['Name']);
    return described(this.require(busName(input, 'Name')));
  }

  list(input: Json): Json {
    onlyParameters(input, ['NamePrefix', 'Limit', 'NextToken']);
    const prefix = optionalText(input, 'NamePrefix', { maxLength: 256 }) ?? '';
    const named = this.all().filter(({ name }) => name.startsWith(prefix));
    const { shown, ...more } = page(named, ({ name }) => name, input);
    return { EventBuses: shown.map(described), ...more };
  }

  /** Deletes a bus that has no rules; deleting what does not exist succeeds, as on AWS. */
  delete(input: Json): { deletedArn: string } {
    onlyParameters(input, ['Name']);
    const name = busName(input, 'Name');
    if (name === DEFAULT_BUS) invalid(`Cannot delete event bus ${name}.`);
    if (this.db.prepare('SELECT 1 FROM rules WHERE bus = ? LIMIT 1').get(name)) {
      invalid(`Event bus ${name} can't be deleted since it has rules.`);
    }
    this.db.prepare('DELETE FROM buses WHERE name = ?').run(name);
    return { deletedArn: busArn(name) };
  }

  require(name: string): BusRow {
    return this.find(name) ?? notFound(`Event bus ${name} does not exist.`);
  }

  find(name: string): BusRow | undefined {
    return this.db.prepare('SELECT * FROM buses WHERE name = ?').get(name) as BusRow | undefined;
  }

  private all(): BusRow[] {
    return this.db.prepare('SELECT * FROM buses ORDER BY name').all() as unknown as BusRow[];
  }
}

function described({ name, settings, created_at, modified_at }: BusRow): Json {
  return {
    Name: name,
    Arn: busArn(name),
    ...(JSON.parse(settings) as Json),
    CreationTime: created_at / 1000,
    LastModifiedTime: modified_at / 1000,
  };
}
