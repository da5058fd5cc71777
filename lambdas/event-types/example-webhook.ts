/** What would a webhook of this type look like? Signed with a published example secret, so that anybody can check it. */
import { type EventType, schemaOf } from '../../core/event-type.ts';
import { exampleOfSchema } from '../../core/schema-example.ts';
import { DEFAULT_SCHEMA_VERSION, schemaVersionOf } from '../../core/schema-version.ts';
import { signatureHeaders } from '../../core/signature.ts';
import { signingKey } from '../../core/signing-key.ts';
import { webhookBody } from '../../core/webhook-body.ts';

/** Standard Webhooks' own example: nobody's secret. */
const EXAMPLE_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const EXAMPLE_TIME = '2026-01-01T12:00:00Z';

export interface ExampleWebhook {
  /** The secret it is signed with. */
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `version`: of the schema; without one, the example's own. */
export function exampleWebhook(
  eventType: EventType,
  version: string | undefined,
  { schemaVersionField, userAgent }: { readonly schemaVersionField: string; readonly userAgent: string },
): ExampleWebhook {
  const id = 'evt_0123456789abcdef';
  const dataText = JSON.stringify(exampleData(eventType, version, schemaVersionField));
  const body = webhookBody({ id, type: eventType.name, time: EXAMPLE_TIME, dataText }, 'standard');
  const headers = {
    'content-type': 'application/json',
    'user-agent': userAgent,
    ...signatureHeaders(id, Date.parse(EXAMPLE_TIME) / 1000, body, [signingKey(EXAMPLE_SECRET)]),
  };
  return { secret: EXAMPLE_SECRET, headers, body };
}

/** The catalogue's example where it is of this version, else one made from the schema. */
function exampleData({ example, schemas = {} }: EventType, version: string | undefined, field: string): unknown {
  if (example && (version === undefined || schemaVersionOf(example, field) === version)) return example;
  const wanted = version ?? Object.keys(schemas)[0];
  const schema = wanted === undefined ? undefined : schemaOf({ schemas }, wanted);
  const made = schema ? exampleOfSchema(schema) : {};
  const data = typeof made === 'object' && made !== null ? made : {};
  // Of another version than that of events which say none.
  const mustSay = wanted !== undefined && wanted !== DEFAULT_SCHEMA_VERSION && !(field in data);
  return mustSay ? { [field]: wanted, ...data } : data;
}
