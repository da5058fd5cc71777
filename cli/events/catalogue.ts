/** Is an event as the catalogue says? Each event type is asked for once. */
import { type EventType, schemaOf } from '../../core/event-type.ts';
import { DEFAULT_SCHEMA_VERSION, schemaVersionOf } from '../../core/schema-version.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { EventFields } from '../aws/stage-facts.ts';
import type { EventFault, ReadEvent } from './read-event.ts';
import { type SchemaCheck, schemaCheck } from './schema-faults.ts';

export interface Verdict {
  readonly faults: readonly EventFault[];
  /** Why it could not be checked: what the catalogue does not know, or a schema that is of no use. */
  readonly unchecked?: Unchecked;
}

export interface Unchecked {
  readonly why: string;
  /** The type and version whose schema is of no use. */
  readonly schemaOf?: string;
}

const RIGHT: Verdict = { faults: [] };

function unknown(why: string): Verdict {
  return { faults: [], unchecked: { why } };
}

export class Catalogue {
  readonly #api: ApiClient;
  readonly #fields: EventFields;
  readonly #eventTypes = new Map<string, Promise<EventType | undefined>>();
  readonly #checks = new Map<object, SchemaCheck>();

  constructor(api: ApiClient, fields: EventFields) {
    this.#api = api;
    this.#fields = fields;
  }

  async judge({ event, data }: ReadEvent): Promise<Verdict> {
    const eventType = await this.#eventType(event.type);
    if (!eventType) return unknown(`The catalogue does not know the event type ${event.type}.`);
    const detail = this.#detailOf({ event, data });
    const { schemas = {} } = eventType;
    const versions = Object.keys(schemas);
    if (versions.length === 0) return RIGHT;
    const version = this.#versionOf(detail, versions);
    const schema = schemaOf(eventType, version);
    if (schema) return this.#checked(schema, detail, `${event.type}, version ${version},`);
    const known = `it knows ${versions.join(', ')}`;
    return unknown(`The catalogue knows no version ${version} of ${event.type}; ${known}.`);
  }

  #eventType(name: string): Promise<EventType | undefined> {
    const asked = this.#eventTypes.get(name) ?? this.#ask(name);
    this.#eventTypes.set(name, asked);
    return asked;
  }

  async #ask(name: string): Promise<EventType | undefined> {
    try {
      return await this.#api.get<EventType>(path`/v1/event-types/${name}`);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.status === 404) return undefined;
      throw error;
    }
  }

  /** As it will be on the bus. */
  #detailOf({ event, data }: ReadEvent): ReadEvent['data'] {
    const { eventIdField, tenantField, schemaVersionField } = this.#fields;
    const said = [
      [eventIdField, event.eventId],
      [tenantField, event.tenant],
      [schemaVersionField, event.schemaVersion],
    ].filter(([, value]) => value !== undefined);
    return { ...Object.fromEntries(said.map(([field, value]) => [field, String(value)])), ...data };
  }

  /** An event that names none is of the first version, or of the only one there is. */
  #versionOf(detail: ReadEvent['data'], versions: readonly string[]): string {
    const { schemaVersionField } = this.#fields;
    const version = schemaVersionOf(detail, schemaVersionField);
    const isSaid = version !== DEFAULT_SCHEMA_VERSION || schemaVersionField in detail;
    return !isSaid && versions.length === 1 ? (versions[0] ?? version) : version;
  }

  /** A schema of older days may be one that no validator takes: the other events are none the worse for it. */
  #checked(schema: object, detail: ReadEvent['data'], schemaOf: string): Verdict {
    try {
      return { faults: this.#check(schema)(detail) };
    } catch (error) {
      const why = `The schema of ${schemaOf} cannot be checked by: ${(error as Error).message}.`;
      return { faults: [], unchecked: { why, schemaOf } };
    }
  }

  #check(schema: object): SchemaCheck {
    const { eventIdField, tenantField, schemaVersionField } = this.#fields;
    const made =
      this.#checks.get(schema) ??
      schemaCheck(schema as ReadEvent['data'], [eventIdField, tenantField, schemaVersionField]);
    this.#checks.set(schema, made);
    return made;
  }
}
