/** Which subscribers does a file declare, and in whose name? */
import { type LocatedYaml, readYaml } from '../files/located-yaml.ts';
import { isObject } from '../files/object.ts';
import { type Fault, Refusal } from '../refusal.ts';
import type { SettingsInput } from '../subscribers/setting.ts';
import { locatedSettings } from '../subscribers/settings-file.ts';

/** The metadata key that says which manifest a subscriber belongs to. */
export const OWNER_KEY = 'fanfare:manifest';

const DEFAULT_MANIFEST = 'default';
const KEYS = ['manifest', 'subscribers'];
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

export interface Declared {
  readonly settings: SettingsInput;
  /** Where a field of it stands in the file; the path as the API writes it. */
  readonly fault: (path: string, message: string) => Fault;
}

export interface Manifest {
  readonly name: string;
  readonly declared: readonly Declared[];
}

/** Throws `Refusal` with everything that is wrong, each with its line. */
export async function readManifest(name: string, env: NodeJS.ProcessEnv): Promise<Manifest> {
  const file = await readYaml(name);
  const faults: Fault[] = [];
  const root = file.value;
  if (!isObject(root)) {
    throw new Refusal('usage', `${file.file} is not right.`, [file.fault([], 'must be an object with `subscribers`')]);
  }
  for (const key of Object.keys(root).filter((one) => !KEYS.includes(one))) {
    faults.push(file.fault([key], `is not known here; there are ${KEYS.join(' and ')}`));
  }
  const manifest = manifestName(file, root.manifest, faults);
  const declared = declaredIn(file, root.subscribers, env, faults);
  if (faults.length > 0) throw new Refusal('usage', `${file.file} is not right.`, faults.toSorted(byLine));
  return { name: manifest, declared };
}

/** Their paths begin with file and line. */
function byLine(one: Fault, other: Fault): number {
  return one.path.localeCompare(other.path, 'en', { numeric: true });
}

function manifestName(file: LocatedYaml, value: unknown, faults: Fault[]): string {
  if (value === undefined) return DEFAULT_MANIFEST;
  if (typeof value === 'string' && NAME.test(value)) return value;
  faults.push(file.fault(['manifest'], 'must be a text of 1 to 64 letters (a-z, A-Z), digits, `.`, `_` and `-`'));
  return '';
}

function declaredIn(file: LocatedYaml, list: unknown, env: NodeJS.ProcessEnv, faults: Fault[]): Declared[] {
  if (!Array.isArray(list)) {
    faults.push(file.fault(['subscribers'], 'must be a list of subscribers; `[]` where there are none'));
    return [];
  }
  const declared = list.map((_, at) => {
    const path = ['subscribers', at];
    const settings = locatedSettings(file, path, { env, faults }) as SettingsInput;
    const fault = (inner: string, message: string) => file.fault([...path, ...partsOf(inner)], message);
    if (isObject(settings)) faults.push(...incomplete(settings).map(([field, message]) => fault(field, message)));
    return { settings, fault };
  });
  faults.push(...repeatedNames(declared));
  return declared;
}

/** List positions are numbers in YAML, texts in the API's paths. */
function partsOf(path: string): (string | number)[] {
  if (path === '') return [];
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function incomplete({ name, url, mode, eventTypes, metadata }: Partial<SettingsInput>): [string, string][] {
  const wrong: [string, string][] = [];
  if (name === undefined) wrong.push(['name', 'is missing: the name tells the subscribers of a file apart']);
  if (eventTypes === undefined) wrong.push(['eventTypes', 'is missing: `["*"]` is all']);
  if (url === undefined && mode !== 'pull') wrong.push(['url', 'is missing; only `mode: pull` has none']);
  if (isObject(metadata) && OWNER_KEY in metadata) {
    wrong.push([`metadata.${OWNER_KEY}`, 'is not for you to set: `manifest` at the top of the file does']);
  }
  return wrong;
}

function repeatedNames(declared: readonly Declared[]): Fault[] {
  const seen = new Set<string>();
  return declared.flatMap(({ settings, fault }) => {
    const name = isObject(settings) ? settings.name : undefined;
    if (typeof name !== 'string') return [];
    if (seen.has(name)) return [fault('name', `"${name}" is in the file twice`)];
    seen.add(name);
    return [];
  });
}
