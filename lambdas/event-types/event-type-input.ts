/** What may the catalogue be told of an event type? */
import { runInNewContext } from 'node:vm';
import { type Schema, type ValidationResult, Validator } from '@cfworker/json-schema';
import * as z from 'zod/mini';
import { schemaOf } from '../../core/event-type.ts';
import { pointerSteps } from '../../core/json-pointer.ts';
import { jsonSchemaFaults } from '../../core/json-schema-faults.ts';
import { schemaVersionFault, schemaVersionOf } from '../../core/schema-version.ts';
import { type FieldFault, type JsonObject, MAX_EVENT_TYPE_LENGTH } from '../../core/subscriber-pattern.ts';
import { anyObject, by, flag, text } from '../schema/fields.ts';
import { type Reading, readInput } from '../schema/read-input.ts';

/** DynamoDB keeps 400 KB. */
const MAX_BYTES = 256 * 1024;
const MAX_VERSIONS = 50;
const MAX_CHECK_MS = 1_000;

/** Only what a subscriber can ask for by name can be in the catalogue. */
export function eventTypeNameFault(name: string): string | undefined {
  if (name.length > MAX_EVENT_TYPE_LENGTH) return `must have 1 to ${MAX_EVENT_TYPE_LENGTH} characters`;
  if (name.includes('*')) return 'must not hold `*`: that is for subscribers, who ask for many types at once';
  if (name.startsWith('fanfare.')) return 'must not begin with `fanfare.`: such events are Fanfare’s own';
  return undefined;
}

const d = z.describe;

export const EVENT_TYPE_INPUT = z
  .strictObject(
    {
      description: z.optional(text(0, 4096)),
      schemas: z.optional(
        z
          .record(
            z.string().check(by(schemaVersionFault)),
            anyObject('must be an object: a JSON Schema'),
            'must be an object of JSON Schemas, one for each version',
          )
          .check(d('A JSON Schema (2020-12) of the event\'s data for each version: `{"1": {…}}`')),
      ),
      example: z.optional(anyObject('must be an object').check(d("An event's data as it could be"))),
      deprecated: z.optional(flag()),
    },
    'must be an object',
  )
  .check(z.meta({ id: 'EventTypeInput', description: 'What the catalogue is told of an event type' }));

export type EventTypeInput = {
  readonly description?: string;
  readonly schemas?: Readonly<Record<string, JsonObject>>;
  readonly example?: JsonObject;
  readonly deprecated?: boolean;
};

/** `schemaVersionField`: the top-level field of an event's data with its version. */
export function readEventTypeInput(input: unknown, schemaVersionField: string): Reading<EventTypeInput> {
  const reading = readInput(EVENT_TYPE_INPUT, input);
  if (!reading.ok) return reading;
  const value = reading.value as EventTypeInput;
  const errors = [...sizeFaults(value), ...schemaFaults(value)];
  if (errors.length === 0) errors.push(...exampleFaults(value, schemaVersionField));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value };
}

function sizeFaults(input: EventTypeInput): FieldFault[] {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes > MAX_BYTES) return [{ path: '(body)', message: `must have at most ${MAX_BYTES} bytes, not ${bytes}` }];
  const versions = Object.keys(input.schemas ?? {}).length;
  return versions > MAX_VERSIONS ? [{ path: 'schemas', message: `must have at most ${MAX_VERSIONS} versions` }] : [];
}

function schemaFaults({ schemas = {} }: EventTypeInput): FieldFault[] {
  return Object.entries(schemas).flatMap(([version, schema]) => jsonSchemaFaults(schema, `schemas.${version}`));
}

function exampleFaults({ example, schemas = {} }: EventTypeInput, versionField: string): FieldFault[] {
  if (example === undefined || Object.keys(schemas).length === 0) return [];
  const version = schemaVersionOf(example, versionField);
  const schema = schemaOf({ schemas }, version) ?? onlyOne(schemas, example, versionField);
  if (!schema) return [{ path: 'example', message: `is of version ${version}, which has no schema here` }];
  const result = validated(example, schema);
  if (result === 'too-slow') {
    return [{ path: `schemas.${version}`, message: 'takes too long to check the example with: look at its patterns' }];
  }
  if (result.valid) return [];
  // What is wrong inside is reported for all that is around it as well.
  const inner = result.errors.filter(
    ({ instanceLocation: here }) => !result.errors.some(({ instanceLocation: there }) => there.startsWith(`${here}/`)),
  );
  return inner.map(({ instanceLocation, error }) => exampleFault(instanceLocation, error, version));
}

/** In a context of its own, which can be stopped: some patterns take longer than the world has. */
function validated(example: JsonObject, schema: JsonObject): ValidationResult | 'too-slow' {
  const validate = () => new Validator(schema as Schema, '2020-12', false).validate(example);
  try {
    return runInNewContext('validate()', { validate }, { timeout: MAX_CHECK_MS }) as ValidationResult;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow';
    throw error;
  }
}

function exampleFault(location: string, error: string, version: string): FieldFault {
  const path = ['example', ...pointerSteps(location)].join('.');
  return { path, message: `must fit the schema of version ${version}: ${error}` };
}

/** An example without a version, of a type whose only version has another name. */
function onlyOne(schemas: Readonly<Record<string, JsonObject>>, example: JsonObject, versionField: string) {
  const all = Object.values(schemas);
  return all.length === 1 && !(versionField in example) ? all[0] : undefined;
}
