/** Which archives are there, and which of the events that a bus accepts do they keep? */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Json } from '../aws/service.ts';
import { patternOf, readSettings, SETTINGS, settingsOf } from './archive-settings.ts';
import type { ArchivedEvents } from './archived-events.ts';
import { matches, type Pattern } from './pattern.ts';
import type { PublishedEvent } from './published-event.ts';
import {
  archiveArn,
  busArn,
  busByArn,
  NAME,
  notFound,
  onlyOneFilter,
  onlyParameters,
  optionalText,
  page,
  text,
} from './request.ts';

const MAX_NAME_LENGTH = 48;
const DAY_MS = 86_400_000;

interface ArchiveRow {
  id: number;
  /** Null in one that was deleted; only the sweep sees it. */
  name: string;
  bus: string;
  settings: string;
  created_at: number;
}

export interface ArchivesParts {
  readonly db: DatabaseSync;
  readonly events: ArchivedEvents;
  readonly now: () => number;
  /** Throws `ResourceNotFoundException` where there is no such bus. */
  readonly requireBus: (name: string) => void;
}

export class Archives {
  private readonly parts: ArchivesParts;
  private readonly ofBus = new Map<string, { id: number; pattern: Pattern | undefined }[]>();

  constructor(parts: ArchivesParts) {
    this.parts = parts;
  }

  create(input: Json): Json {
    onlyParameters(input, ['ArchiveName', 'EventSourceArn', ...SETTINGS]);
    const name = archiveName(input);
    const bus = busByArn(input, 'EventSourceArn');
    this.parts.requireBus(bus);
    if (this.find(name)) throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
    const settings = JSON.stringify(readSettings(input));
    this.parts.db
      .prepare('INSERT INTO archives (name, bus, settings, created_at) VALUES (?, ?, ?, ?)')
      .run(name, bus, settings, this.parts.now());
    return this.changed(name);
  }

  describe(input: Json): Json {
    onlyParameters(input, ['ArchiveName']);
    const row = this.require(archiveName(input));
    return { ArchiveArn: archiveArn(row.name), ...settingsOf(row.settings), ...this.listed(row) };
  }

  list(input: Json): Json {
    onlyParameters(input, ['NamePrefix', 'EventSourceArn', 'State', 'Limit', 'NextToken']);
    onlyOneFilter(input, 'ListArchives');
    const prefix = optionalText(input, 'NamePrefix', { maxLength: MAX_NAME_LENGTH }) ?? '';
    const bus = input.EventSourceArn === undefined ? undefined : busByArn(input, 'EventSourceArn');
    if (bus !== undefined) this.parts.requireBus(bus);
    const rows = this.all().filter((row) => row.name.startsWith(prefix) && (bus ?? row.bus) === row.bus);
    const { shown, ...more } = page((input.State ?? 'ENABLED') === 'ENABLED' ? rows : [], ({ name }) => name, input);
    return { Archives: shown.map((row) => this.listed(row)), ...more };
  }

  /** Changes what the request names; an empty text takes a description or a pattern away. */
  update(input: Json): Json {
    onlyParameters(input, ['ArchiveName', ...SETTINGS]);
    const row = this.require(archiveName(input));
    const settings = JSON.stringify({ ...settingsOf(row.settings), ...readSettings(input) });
    this.parts.db.prepare('UPDATE archives SET settings = ? WHERE id = ?').run(settings, row.id);
    return this.changed(row.name);
  }

  /** Its events go with the next sweeps. */
  delete(input: Json): Json {
    onlyParameters(input, ['ArchiveName']);
    const { id } = this.require(archiveName(input));
    this.parts.db.prepare('UPDATE archives SET name = NULL WHERE id = ?').run(id);
    this.ofBus.clear();
    return {};
  }

  /** Keeps a published event in every archive of its bus that wants it. Replayed events are not published. */
  keep(event: PublishedEvent): void {
    for (const { id, pattern } of this.keepersOf(event.bus)) {
      if (!pattern || matches(pattern, event.fields())) this.parts.events.keep(id, event, this.parts.now());
    }
  }

  /** Forgets some of the events that are older than their archive keeps them; says whether there may be more. */
  sweep(atMost: number): boolean {
    const { db, events, now } = this.parts;
    const removed = (db.prepare('SELECT * FROM archives').all() as unknown as ArchiveRow[]).map((row) => {
      const { RetentionDays: days = 0 } = settingsOf(row.settings);
      const isDeleted = row.name === null;
      if (!isDeleted && days === 0) return 0;
      const count = events.removeKeptBefore(row.id, isDeleted ? Infinity : now() - days * DAY_MS, atMost);
      if (isDeleted && count === 0) db.prepare('DELETE FROM archives WHERE id = ?').run(row.id);
      return count;
    });
    return removed.some((count) => count === atMost);
  }

  find(name: string): ArchiveRow | undefined {
    return this.parts.db.prepare('SELECT * FROM archives WHERE name = ?').get(name) as ArchiveRow | undefined;
  }

  /** Is the archive still there that had this id? */
  exists(id: number): boolean {
    return this.parts.db.prepare('SELECT 1 FROM archives WHERE id = ? AND name IS NOT NULL').get(id) !== undefined;
  }

  private require(name: string): ArchiveRow {
    return this.find(name) ?? notFound(`Archive ${name} does not exist.`);
  }

  private all(): ArchiveRow[] {
    const rows = this.parts.db.prepare('SELECT * FROM archives WHERE name IS NOT NULL ORDER BY name');
    return rows.all() as unknown as ArchiveRow[];
  }

  private keepersOf(bus: string) {
    const known = this.ofBus.get(bus);
    if (known) return known;
    const keepers = this.all()
      .filter((row) => row.bus === bus)
      .map((row) => ({ id: row.id, pattern: patternOf(settingsOf(row.settings)) }));
    this.ofBus.set(bus, keepers);
    return keepers;
  }

  private changed(name: string): Json {
    this.ofBus.clear();
    const { created_at } = this.require(name);
    return { ArchiveArn: archiveArn(name), State: 'ENABLED', CreationTime: created_at / 1000 };
  }

  private listed(row: ArchiveRow): Json {
    const { count, bytes } = this.parts.events.size(row.id);
    return {
      ArchiveName: row.name,
      EventSourceArn: busArn(row.bus),
      State: 'ENABLED',
      RetentionDays: settingsOf(row.settings).RetentionDays ?? 0,
      SizeBytes: bytes,
      EventCount: count,
      CreationTime: row.created_at / 1000,
    };
  }
}

function archiveName(input: Json): string {
  return text(input, 'ArchiveName', { maxLength: MAX_NAME_LENGTH, pattern: NAME });
}
