/**
 * What becomes of a resource that an earlier template had and this one has not? Archives are removed: one that nobody can
 * replay would only grow. Everything else stays as it is, for it holds data and disturbs nobody.
 */
import type { LocalAccount } from './account.ts';
import type { Made } from './intrinsics.ts';
import { removeArchive } from './resources/archive.ts';
import type { Template } from './template.ts';

type RemoveResource = (ref: string, account: LocalAccount) => Promise<void>;

const REMOVERS: Readonly<Record<string, RemoveResource>> = { 'AWS::Events::Archive': removeArchive };

/** Also removes what this template calls by another name than the earlier one. */
export async function removeLeftOut(
  { Resources }: Template,
  made: ReadonlyMap<string, Made>,
  account: LocalAccount,
): Promise<void> {
  const { state } = account;
  state.exec('CREATE TABLE IF NOT EXISTS removable (type TEXT, ref TEXT, PRIMARY KEY (type, ref))');
  const present = [...made].map(([id, { ref }]) => ({ type: Resources[id]?.Type ?? '', ref }));
  const remembered = state.prepare('SELECT type, ref FROM removable').all() as { type: string; ref: string }[];
  for (const { type, ref } of remembered) {
    if (present.some((each) => each.type === type && each.ref === ref)) continue;
    await REMOVERS[type]?.(ref, account);
    state.prepare('DELETE FROM removable WHERE type = ? AND ref = ?').run(type, ref);
  }
  const remember = state.prepare('INSERT OR IGNORE INTO removable VALUES (?, ?)');
  for (const { type, ref } of present) if (REMOVERS[type]) remember.run(type, ref);
}
