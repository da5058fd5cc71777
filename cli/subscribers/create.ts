/** `subscribers create`: registers a subscriber and shows its secret, this once. */
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { registerSettings } from './register-settings.ts';
import { readSettingsFile } from './settings-file.ts';
import { type SettingsOptions, settingsOf } from './settings-options.ts';
import { settle, type WaitOptions } from './settle.ts';
import { noteSecret } from './show-secret.ts';
import { showSubscriber } from './show-subscriber.ts';
import type { SubscriberView } from './subscriber-view.ts';
import { noteWarnings } from './warnings.ts';

export async function createSubscriber(session: Session, options: SettingsOptions & WaitOptions): Promise<void> {
  const fromFile = options.file === undefined ? {} : await readSettingsFile(options.file, session.env);
  const settings = { ...fromFile, ...settingsOf(options) };
  if (Object.keys(settings).length === 0) throw new Refusal('usage', MISSING);
  const created = await registerSettings(await session.api(), settings);
  const { secret, warnings } = created;
  noteWarnings(session, warnings);
  await settle(session, created, options, (settled = created) => {
    if (session.isJson) return session.out.json({ ...settled, ...only({ secret, warnings }) });
    showSubscriber(session.out, settled as SubscriberView, only({ secret }));
    if (secret !== undefined) noteSecret(session, created.id);
  });
}

const MISSING =
  'Say what it shall be: `fanfare subscribers create --name Billing --url https://example.com/hooks --event-types "invoice.*"`, or --file.';

/** Without what is `undefined`. */
function only<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
