/** What do the catalogue's event types look like in TypeScript? For those who publish by `createPublisher<Events>`. */
import type { EventType } from '../../core/event-type.ts';
import { DEFAULT_SCHEMA_VERSION } from '../../core/schema-version.ts';
import type { JsonObject } from '../../core/subscriber-pattern.ts';
import { typeName, versionName } from './type-name.ts';
import { typedSchema } from './typed-schema.ts';

export type TypedEventType = Pick<EventType, 'name'> &
  Partial<Pick<EventType, 'description' | 'schemas' | 'deprecated'>>;

export interface SchemaFault {
  readonly eventType: string;
  readonly schemaVersion: string;
  /** Why its schema has become no type. */
  readonly message: string;
}

export interface GeneratedTypes {
  readonly text: string;
  /** The schemas that could not be followed: their data may be any object. */
  readonly faults: readonly SchemaFault[];
}

/** A version of an event type's data, with the name of its type. */
interface Version {
  readonly eventType: TypedEventType;
  readonly schemaVersion: string;
  readonly schema: JsonObject;
  readonly name: string;
}

const BANNER = `/**
 * The data of the catalogue's events, by event type. Written by \`fanfare event-types types\`: write it again rather than
 * change it.
 */`;

const GENERATOR_OPTIONS = {
  bannerComment: '',
  // What a schema does not name is taken for a slip of the pen, unless it allows more in so many words.
  additionalProperties: false,
  unknownAny: true,
  $refOptions: { resolve: { external: false } },
  style: { singleQuote: true, printWidth: 120 },
};

/** The same text whatever order they come in. `schemaVersionField`: the stage's. */
export async function generateTypes(
  eventTypes: readonly TypedEventType[],
  { schemaVersionField = 'schemaVersion' }: { readonly schemaVersionField?: string } = {},
): Promise<GeneratedTypes> {
  const sorted = [...eventTypes].sort((one, other) => (one.name < other.name ? -1 : 1));
  // Taken already: the map's own name.
  const taken = new Set(['Events']);
  const named = sorted.map((eventType) => ({ eventType, name: freeName(typeName(eventType.name), taken) }));
  const families = named.map((each) => ({ ...each, versions: versionsOf(each.eventType, each.name, taken) }));
  const faults: SchemaFault[] = [];
  const texts: string[] = [];
  for (const { eventType, name, versions } of families) {
    for (const version of versions) texts.push(await declarationOf(version, taken, faults));
    if (versions.length === 0) texts.push(anyObject(eventType, name));
    if (versions.length > 1) texts.push(unionOf(eventType, name, versions, schemaVersionField));
  }
  const members = named.map(
    ({ eventType, name }) => `${comment(wordsOf(eventType), '  ')}  ${quoted(eventType.name)}: ${name};\n`,
  );
  const map = `/** The data of each event type. */\nexport interface Events {\n${members.join('')}}`;
  return { text: `${[BANNER, map, ...texts].join('\n\n')}\n`, faults };
}

/** The only version has the event type's own name. */
function versionsOf(eventType: TypedEventType, name: string, taken: Set<string>): Version[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const all = Object.entries(eventType.schemas ?? {}).sort(([one], [other]) => compare(one, other));
  return all.map(([schemaVersion, schema]) => {
    const own = all.length === 1 ? name : freeName(`${name}${versionName(schemaVersion)}`, taken);
    return { eventType, schemaVersion, schema, name: own };
  });
}

/** The declaration of a version, with those of the definitions in its schema: named after it, and like no other. */
async function declarationOf(version: Version, taken: Set<string>, faults: SchemaFault[]): Promise<string> {
  const { eventType, schemaVersion, name } = version;
  try {
    for (let prefix = name; ; prefix += 'Part') {
      const text = await compiled(version, prefix);
      const inner = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].flatMap(([, found = '']) =>
        found === name ? [] : [found],
      );
      if (inner.some((found) => taken.has(found))) continue;
      for (const found of inner) taken.add(found);
      return text.trim();
    }
  } catch (error) {
    const message = (error as Error).message;
    faults.push({ eventType: eventType.name, schemaVersion, message });
    return anyObject(eventType, name, `Its schema cannot be a type: ${message}.`);
  }
}

async function compiled({ eventType, schema, name }: Version, prefix: string): Promise<string> {
  const { compile } = await import('json-schema-to-typescript');
  const typed = typedSchema({
    ...schema,
    description: schema.description ?? schema.title ?? eventType.description,
    deprecated: schema.deprecated === true || eventType.deprecated === true,
  });
  let isRootNamed = false;
  return compile(typed, name, {
    ...GENERATOR_OPTIONS,
    // The schema itself is asked for first; then come its definitions, one of which may be called the same.
    customName: ({ $id }, definition) => {
      const isRoot = !isRootNamed && $id === name;
      isRootNamed ||= isRoot;
      const own = definition ?? $id;
      return isRoot || own === undefined ? own : `${prefix}${typeName(own)}`;
    },
  });
}

/** One or the other, told apart by what it says of its version. */
function unionOf(eventType: TypedEventType, name: string, versions: readonly Version[], field: string): string {
  const members = versions.map(({ schemaVersion, name: version }) => {
    const optional = schemaVersion === DEFAULT_SCHEMA_VERSION ? '?' : '';
    return `  | (${version} & { ${key(field)}${optional}: ${spellings(schemaVersion)} })`;
  });
  return `${comment(wordsOf(eventType))}export type ${name} =\n${members.join('\n')};`;
}

/** Publishers write versions as texts or as numbers. */
function spellings(schemaVersion: string): string {
  return String(Number(schemaVersion)) === schemaVersion
    ? `${quoted(schemaVersion)} | ${schemaVersion}`
    : quoted(schemaVersion);
}

function anyObject(eventType: TypedEventType, name: string, remark?: string): string {
  return `${comment([...wordsOf(eventType), ...(remark === undefined ? [] : [remark])])}export type ${name} = { [field: string]: unknown };`;
}

function wordsOf({ description = '', deprecated }: TypedEventType): string[] {
  return [...(description === '' ? [] : [description]), ...(deprecated ? ['@deprecated'] : [])];
}

function comment(words: readonly string[], indent = ''): string {
  if (words.length === 0) return '';
  const lines = words.join('\n\n').replaceAll('*/', '* /').split(/\r?\n/);
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */\n`].join('\n');
}

function key(text: string): string {
  return /^[A-Za-z_]\w*$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  taken.add(name);
  return name;
}
