/** `event-types put`: what the catalogue shall say of an event type. */
import type { EventType } from '../../core/event-type.ts';
import type { JsonObject } from '../../core/subscriber-pattern.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { readYaml } from '../files/located-yaml.ts';
import { isObject } from '../files/object.ts';
import { type Fault, Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';

interface PutOptions {
  readonly description?: string;
  readonly schema?: readonly string[];
  readonly example?: string;
  readonly deprecated?: boolean;
  readonly unset?: readonly string[];
  readonly file?: string;
}

type Input = Partial<Pick<EventType, (typeof FIELDS)[number]>>;

const FIELDS = ['description', 'schemas', 'example', 'deprecated'] as const;

export async function putEventType(session: Session, name: string, options: PutOptions): Promise<void> {
  const api = await session.api();
  const before = options.file === undefined ? await present(api, name) : await inputFile(options.file);
  const kept = without(before, options.unset ?? []);
  const input = { ...kept, ...(await flagsOf(options, kept.schemas)) };
  const put = await api.call<EventType>('PUT', path`/v1/event-types/${name}`, { body: input });
  if (session.isJson) return session.out.json(put);
  const versions = Object.keys(put.schemas ?? {}).join(', ');
  const { description, deprecated } = put;
  session.out.fields({ name: put.name, description, versions, deprecated: deprecated ? 'yes' : undefined });
}

async function present(api: ApiClient, name: string): Promise<Input> {
  try {
    const eventType = await api.get<EventType>(path`/v1/event-types/${name}`);
    const known = FIELDS.flatMap((field) => (eventType[field] === undefined ? [] : [[field, eventType[field]]]));
    return Object.fromEntries(known) as Input;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return {};
    throw error;
  }
}

async function inputFile(name: string): Promise<Input> {
  const file = await readYaml(name);
  const { value } = file;
  const unknown = isObject(value) ? Object.keys(value).filter((key) => !FIELDS.some((field) => field === key)) : [];
  const faults: Fault[] = unknown.map((key) => file.fault([key], `is not known here; there are ${FIELDS.join(', ')}`));
  if (!isObject(value)) faults.push(file.fault([], `must be an object of ${FIELDS.join(', ')}`));
  if (faults.length > 0) throw new Refusal('usage', `${file.file} is not right.`, faults);
  return value as Input;
}

function without(input: Input, unset: readonly string[]): Input {
  return unset.reduce<Input>((left, field) => {
    const [, version] = /^schemas\.(.+)$/.exec(field) ?? [];
    if (version !== undefined) return withSchemas(left, withoutKey(left.schemas ?? {}, version));
    if (field === 'deprecated' || !FIELDS.some((known) => known === field)) {
      throw new Refusal('usage', `--unset ${field}: there are description, example, schemas and schemas.<version>.`);
    }
    return withoutKey(left, field);
  }, input);
}

function withSchemas(input: Input, schemas: NonNullable<Input['schemas']>): Input {
  return { ...input, schemas };
}

function withoutKey<T extends object>(object: T, key: string): T {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as T;
}

async function flagsOf(options: PutOptions, schemas: EventType['schemas']): Promise<Input> {
  const { description, schema, example, deprecated } = options;
  return {
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(schema === undefined ? {} : { schemas: { ...schemas, ...(await readSchemas(schema)) } }),
    ...(example === undefined ? {} : { example: await readExample(example) }),
  };
}

async function readSchemas(flags: readonly string[]): Promise<Record<string, JsonObject>> {
  const read = flags.map(async (flag) => {
    const [, version = '1', file = flag] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(flag) ?? [];
    return [version, await objectIn(file)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function readExample(text: string): Promise<JsonObject> {
  if (!text.trimStart().startsWith('{')) return objectIn(text);
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new Refusal('usage', `--example must be JSON, or a file: ${(error as Error).message}.`);
  }
}

async function objectIn(name: string): Promise<JsonObject> {
  const { value } = await readYaml(name);
  if (isObject(value)) return value;
  throw new Refusal('usage', `${name} must hold an object.`);
}
