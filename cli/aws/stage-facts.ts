/** What must be known of a stage to publish to it: its bus, and what it calls the fields of events that it reads. */
import type { Session } from '../session.ts';

/** The names of top-level fields of an event's data. */
export interface EventFields {
  readonly eventIdField: string;
  readonly tenantField: string;
  readonly schemaVersionField: string;
}

export interface StageFacts {
  readonly bus: string;
  readonly fields: EventFields;
}

/** A bus that is not there takes everything and keeps nothing: so the stage's stack is asked. */
export async function stageFacts(session: Session): Promise<StageFacts> {
  const { describeStack } = await import('./stack-outputs.ts');
  const { outputs } = await describeStack(session).catch((error: unknown) => {
    // Whether the local platform runs is found out by whoever publishes; a check alone does not need it.
    if (session.isLocal) return { outputs: {} as Record<string, string> };
    throw error;
  });
  return { bus: outputs.BusName ?? session.busName, fields: eventFieldsIn(outputs) };
}

/** Those that a stack's outputs name. */
export function eventFieldsIn(outputs: Readonly<Record<string, string>>): EventFields {
  return {
    eventIdField: outputs.EventIdField ?? 'eventId',
    tenantField: outputs.TenantField ?? 'tenant',
    schemaVersionField: outputs.SchemaVersionField ?? 'schemaVersion',
  };
}
