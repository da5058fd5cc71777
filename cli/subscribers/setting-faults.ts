/** What is wrong with settings as somebody wrote them? Unknown ones, and those that do not look as they must. */
import { customHeaderFaults } from '../../core/custom-headers.ts';
import { scheduleFault } from '../../core/retry-schedule.ts';
import { schemaVersionFault } from '../../core/schema-version.ts';
import { eventTypeFault } from '../../core/subscriber-pattern.ts';
import { isObject } from '../files/object.ts';
import { SETTING_KINDS, SETTING_NAMES, type SettingKind } from './setting.ts';

export interface SettingFault {
  /** From the settings down to what is wrong. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** A text it would be in quotes. */
  readonly isUnquoted?: boolean;
}

export function settingFaults(value: unknown): SettingFault[] {
  if (!isObject(value)) return [{ path: [], message: `must be settings: ${SETTING_NAMES.join(', ')}` }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const kind = Object.hasOwn(SETTING_KINDS, name) ? SETTING_KINDS[name as keyof typeof SETTING_KINDS] : undefined;
    if (kind === undefined) return [{ path: [name], message: `is no setting; there are ${SETTING_NAMES.join(', ')}` }];
    const wrong = kindFaults(inner, kind).map((each) => ({ ...each, path: [name, ...each.path] }));
    return wrong.length > 0 ? wrong : ruleFaults(name, inner);
  });
}

/** The rules that no stage changes. The others are the API's to tell. */
function ruleFaults(name: string, value: unknown): SettingFault[] {
  if (name === 'eventTypes') {
    return (value as string[]).flatMap((type, at) => saying(eventTypeFault(type), [name, at]));
  }
  if (name === 'retrySchedule') return saying(scheduleFault(value as number[]), [name]);
  if (name === 'schemaVersion') return saying(schemaVersionFault(value as string), [name]);
  return [];
}

/** Checked once their values are known, which may stand in the environment. */
export function headerFaults(headers: Readonly<Record<string, string>>): SettingFault[] {
  return customHeaderFaults(headers).map(({ path, message }) => {
    const name = path.replace(/^headers\.?/, '');
    return { path: name === '' ? [] : [name], message };
  });
}

function saying(message: string | undefined, path: readonly (string | number)[]): SettingFault[] {
  return message === undefined ? [] : [{ path, message }];
}

function kindFaults(value: unknown, kind: SettingKind): SettingFault[] {
  if (typeof kind !== 'string') return fault(kind.includes(String(value)), `must be one of ${kind.join(', ')}`);
  if (kind === 'text') return textFaults(value);
  if (kind === 'number') return fault(typeof value === 'number', 'must be a number');
  if (kind === 'object') return fault(isObject(value), 'must be an object');
  if (kind === 'text-map') return mapFaults(value);
  if (!Array.isArray(value)) return fault(false, 'must be a list');
  return value.flatMap((item: unknown, at) =>
    kindFaults(item, kind === 'texts' ? 'text' : 'number').map((each) => ({ ...each, path: [at] })),
  );
}

function mapFaults(value: unknown): SettingFault[] {
  if (!isObject(value)) return fault(false, 'must be an object of names and texts');
  return Object.entries(value).flatMap(([name, inner]) => textFaults(inner).map((each) => ({ ...each, path: [name] })));
}

/** `42` and `yes` are no texts to YAML until they are quoted. */
function textFaults(value: unknown): SettingFault[] {
  const isUnquoted = typeof value === 'number' || typeof value === 'boolean';
  return fault(typeof value === 'string', 'must be a text').map((each) => ({ ...each, isUnquoted }));
}

function fault(isRight: boolean, message: string): SettingFault[] {
  return isRight ? [] : [{ path: [], message }];
}
