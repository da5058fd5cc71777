/** What shall a subscriber be, by a file? Settings as YAML or JSON; header values may name environment variables. */
import { withEnvironment } from '../files/environment-values.ts';
import type { LocatedYaml, Path } from '../files/located-yaml.ts';
import { isObject } from '../files/object.ts';
import { type Fault, Refusal } from '../refusal.ts';
import type { SettingsInput } from './setting.ts';
import { headerFaults, settingFaults } from './setting-faults.ts';

/** Reads the settings at a path; what is wrong with them goes to `faults`. `null`s may stand where `mayUnset`. */
export function locatedSettings(
  file: LocatedYaml,
  path: Path,
  { env, faults, mayUnset = false }: { env: NodeJS.ProcessEnv; faults: Fault[]; mayUnset?: boolean },
): Partial<SettingsInput> {
  const value = at(file.value, path);
  const checked = mayUnset && isObject(value) ? withoutNulls(value) : value;
  const wrong = settingFaults(checked);
  for (const fault of wrong) {
    const full = [...path, ...fault.path];
    const written = fault.isUnquoted ? (file.written(full) ?? at(file.value, full)) : undefined;
    faults.push(
      file.fault(full, written === undefined ? fault.message : `${fault.message}: write "${written}" in quotes`),
    );
  }
  if (wrong.length > 0 || !isObject(value) || !isObject(value.headers)) return value as Partial<SettingsInput>;
  return { ...value, headers: filledHeaders(file, [...path, 'headers'], value.headers, env, faults) };
}

function filledHeaders(
  file: LocatedYaml,
  path: Path,
  headers: Record<string, unknown>,
  env: NodeJS.ProcessEnv,
  faults: Fault[],
): Record<string, string> {
  const filled = Object.entries(headers).map(([name, value]) => {
    const substitution = withEnvironment(String(value), env);
    if (!substitution.ok) faults.push(file.fault([...path, name], substitution.message));
    return [name, substitution.ok ? substitution.text : ''];
  });
  const values = Object.fromEntries(filled) as Record<string, string>;
  const isComplete = Object.values(values).every((value) => value !== '');
  if (isComplete)
    faults.push(...headerFaults(values).map((fault) => file.fault([...path, ...fault.path], fault.message)));
  return values;
}

/** A file that holds one subscriber's settings. */
export async function readSettingsFile(
  name: string,
  env: NodeJS.ProcessEnv,
  mayUnset = false,
): Promise<Partial<SettingsInput>> {
  const { readYaml } = await import('../files/located-yaml.ts');
  const file = await readYaml(name);
  const faults: Fault[] = [];
  const settings = locatedSettings(file, [], { env, faults, mayUnset });
  if (faults.length > 0) throw new Refusal('usage', `${file.file} is not right.`, faults);
  return settings;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((inner: unknown, part) => (inner as Record<string | number, unknown> | undefined)?.[part], value);
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
