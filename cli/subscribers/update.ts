/** `subscribers update`: changes the settings that are named; all others stay. */
import { path } from '../api/api-client.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from './find-subscriber.ts';
import { SETTING_NAMES, type SettingName } from './setting.ts';
import { readSettingsFile } from './settings-file.ts';
import { type SettingsOptions, settingsOf } from './settings-options.ts';
import { settle, type WaitOptions } from './settle.ts';
import { noteSecret } from './show-secret.ts';
import { showSubscriber } from './show-subscriber.ts';
import type { ChangedSubscriberView, SubscriberView } from './subscriber-view.ts';
import { noteWarnings } from './warnings.ts';

interface UpdateOptions extends SettingsOptions, WaitOptions {
  readonly unset?: readonly string[];
  readonly ifMatch?: number;
}

export async function updateSubscriber(session: Session, named: string, options: UpdateOptions): Promise<void> {
  const fromFile = options.file === undefined ? {} : await readSettingsFile(options.file, session.env, true);
  const { fields, metadataKeys } = unsetFields(options.unset ?? []);
  const api = await session.api();
  const current = await findSubscriber(api, named);
  const { metadata, ...flags } = settingsOf(options);
  const merged = mergedMetadata(fromFile.metadata ?? current.metadata, metadata, metadataKeys);
  const patch = { ...fromFile, ...flags, ...merged, ...fields };
  if (Object.keys(patch).length === 0)
    throw new Refusal('usage', 'Say what to change, as in --url, or --unset tenant.');
  // Metadata is read, changed and written: nobody may have come in between.
  const version = options.ifMatch ?? ('metadata' in merged ? current.version : undefined);
  const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
  const changed = await api.call<ChangedSubscriberView>('PATCH', path`/v1/subscribers/${current.id}`, {
    body: patch,
    headers,
  });
  noteWarnings(session, changed.warnings);
  await settle(session, changed, options, (settled = changed) => showChanged(session, changed, settled));
}

function showChanged(session: Session, { secret, warnings, id }: ChangedSubscriberView, settled: SubscriberView): void {
  const once = secret === undefined ? {} : { secret };
  if (session.isJson) return void session.out.json({ ...settled, ...once, ...(warnings ? { warnings } : {}) });
  showSubscriber(session.out, settled, once);
  if (secret !== undefined) noteSecret(session, id);
}

/** `tenant` becomes null; `metadata.team` is one key of the metadata. */
function unsetFields(unset: readonly string[]): { fields: Record<string, null>; metadataKeys: string[] } {
  const metadataKeys = unset.filter((field) => field.startsWith('metadata.')).map((field) => field.slice(9));
  const whole = unset.filter((field) => !field.startsWith('metadata.')).map(settingNamed);
  return { fields: Object.fromEntries(whole.map((field) => [field, null])), metadataKeys };
}

const FLAG_NAMES: Record<string, SettingName> = { header: 'headers', timeout: 'timeoutSeconds' };

/** As in a file, or as its flag is called. */
function settingNamed(text: string): SettingName {
  const camel = text.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const name = FLAG_NAMES[camel] ?? camel;
  if ((SETTING_NAMES as readonly string[]).includes(name)) return name as SettingName;
  throw new Refusal('usage', `--unset ${text}: there is no such setting. There are ${SETTING_NAMES.join(', ')}.`);
}

/** A flag sets one key, and leaves those of others alone. */
function mergedMetadata(
  before: Readonly<Record<string, string>> = {},
  flags: Readonly<Record<string, string>> | undefined,
  unset: readonly string[],
): { metadata?: Record<string, string> } {
  if (flags === undefined && unset.length === 0) return {};
  const merged = Object.entries({ ...before, ...flags }).filter(([key]) => !unset.includes(key));
  return { metadata: Object.fromEntries(merged) };
}
