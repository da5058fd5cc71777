/** What does the catalogue know of an event type? What its subscribers' developers need. */
import type { JsonObject } from './subscriber-pattern.ts';

export interface EventType {
  /** EventBridge's `detail-type`: `invoice.paid`. */
  readonly name: string;
  readonly description?: string;
  /** A JSON Schema of the event's data for each version. */
  readonly schemas?: Readonly<Record<string, JsonObject>>;
  /** The data of an event as it could be. */
  readonly example?: JsonObject;
  /** Subscribers should use another one. */
  readonly deprecated: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The schema that data of this version follows; `undefined` when there is none. */
export function schemaOf({ schemas }: Pick<EventType, 'schemas'>, version: string): JsonObject | undefined {
  return schemas && Object.hasOwn(schemas, version) ? schemas[version] : undefined;
}
