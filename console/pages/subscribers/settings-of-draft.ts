/** What does a form ask of the API? Settings to register, or what has changed; what cannot be read is a fault of its field. */
import type { Fault } from '../../api/api-error.ts';
import { typesIn } from './event-types-text.ts';
import type { Pair, SettingsDraft } from './settings-draft.ts';
import { readWaits } from './wait-text.ts';

type Settings = Readonly<Record<string, unknown>>;

export type Reading =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** What is left empty is left out: the API has the default, and says what must not be missing. */
export function settingsOf(draft: SettingsDraft): Reading {
  const faults: Fault[] = [];
  const read = <T>(path: string, text: string, parse: (text: string) => T | undefined, message: string) => {
    if (text.trim() === '') return undefined;
    const value = parse(text);
    if (value === undefined) faults.push({ path, message });
    return value;
  };
  const settings = {
    name: draft.name.trim(),
    mode: draft.mode === 'pull' ? 'pull' : undefined,
    url: draft.mode === 'pull' ? undefined : draft.url.trim() || undefined,
    eventTypes: [...new Set([...draft.eventTypes, ...typesIn(draft.typedEventTypes)])],
    tenant: draft.tenant.trim() || undefined,
    description: draft.description.trim() || undefined,
    format: draft.format || undefined,
    signing: draft.signing || undefined,
    schemaVersion: draft.schemaVersion.trim() || undefined,
    filter: read('filter', draft.filter, readObject, 'must be a JSON object: an EventBridge pattern on the data'),
    retrySchedule: read('retrySchedule', draft.retrySchedule, readWaits, 'must be waits like 5s, 5m, 2h'),
    timeoutSeconds: read('timeoutSeconds', draft.timeoutSeconds, readNumber, 'must be a whole number of seconds'),
    maxConcurrency: read('maxConcurrency', draft.maxConcurrency, readNumber, 'must be a whole number'),
    metadata: objectOf(draft.metadata),
    headers: draft.headers === 'kept' ? undefined : objectOf(draft.headers),
  };
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  };
}

/** Only what differs; `null` for what was taken away. */
export function patchOf(before: SettingsDraft, draft: SettingsDraft): Reading {
  const [was, is] = [settingsOf(before), settingsOf(draft)];
  if (!was.ok) return was;
  if (!is.ok) return is;
  const names = [...new Set([...Object.keys(was.settings), ...Object.keys(is.settings)])];
  const changed = names.filter((name) => JSON.stringify(was.settings[name]) !== JSON.stringify(is.settings[name]));
  const patch = Object.fromEntries(changed.map((name) => [name, is.settings[name] ?? null]));
  const hasDroppedHeaders = before.headers === 'kept' && draft.headers !== 'kept' && is.settings.headers === undefined;
  return { ok: true, settings: hasDroppedHeaders ? { ...patch, headers: null } : patch };
}

function readObject(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readNumber(text: string): number | undefined {
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function objectOf(pairs: readonly Pair[]): Record<string, string> | undefined {
  const named = pairs.filter(({ name }) => name.trim() !== '');
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]));
}
