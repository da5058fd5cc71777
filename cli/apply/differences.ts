/** In what does a subscriber differ from what a file says of it? Defaults are no differences, nor is an order that means nothing. */
import { isDeepStrictEqual } from 'node:util';
import { headersDigest } from '../../core/custom-headers.ts';
import { SETTING_NAMES, type SettingName, type SettingsInput, settingDefaults } from '../subscribers/setting.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import { OWNER_KEY } from './manifest.ts';

export interface Difference {
  readonly field: SettingName;
  /** As people may see it: of headers only the names. `undefined` where there is nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

export function differences(wanted: SettingsInput, current: SubscriberView): Difference[] {
  return SETTING_NAMES.flatMap((field) => {
    if (field === 'headers') return headersDiffer(wanted, current) ? [headersDifference(wanted, current)] : [];
    if (isDeepStrictEqual(comparable(field, wanted), comparable(field, current))) return [];
    return [{ field, before: shown(field, current), after: shown(field, wanted) }];
  });
}

/** What turns it into what is wanted: a field the file does not name goes back to its default. */
export function patchOf(
  wanted: SettingsInput,
  found: readonly Difference[],
  manifest: string,
): Record<string, unknown> {
  return Object.fromEntries(
    found.map(({ field }) => [field, field === 'metadata' ? owned(wanted, manifest) : (wanted[field] ?? null)]),
  );
}

/** The metadata it is registered with. */
export function owned({ metadata }: SettingsInput, manifest: string): Record<string, string> {
  return { ...metadata, [OWNER_KEY]: manifest };
}

type Settings = Partial<Record<SettingName, unknown>>;

/** A value in the form in which the same means the same. */
function comparable(field: SettingName, settings: Settings): unknown {
  const value = settings[field] ?? settingDefaults(settings.mode as string | undefined)[field];
  if (field === 'eventTypes') return [...new Set(value as string[])].sort();
  if (field === 'url' && URL.canParse(String(value))) return new URL(String(value)).href;
  return field === 'metadata' ? withoutOwner(value as Record<string, string>) : value;
}

function shown(field: SettingName, settings: Settings): unknown {
  const value = settings[field];
  return field === 'metadata' && value !== undefined ? withoutOwner(value as Record<string, string>) : value;
}

function withoutOwner(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const { [OWNER_KEY]: _, ...rest } = metadata;
  return rest;
}

/** Their values cannot be read back: the digest tells whether they are these. It is slow, so names are looked at first. */
function headersDiffer({ headers = {} }: SettingsInput, { id, headerNames = [], headersDigest: kept }: SubscriberView) {
  const names = (list: readonly string[]) => list.map((name) => name.toLowerCase()).sort();
  if (!isDeepStrictEqual(names(Object.keys(headers)), names(headerNames))) return true;
  return headerNames.length > 0 && headersDigest(headers, id) !== kept;
}

function headersDifference({ headers }: SettingsInput, { headerNames }: SubscriberView): Difference {
  return { field: 'headers', before: headerNames, after: headers && Object.keys(headers) };
}
