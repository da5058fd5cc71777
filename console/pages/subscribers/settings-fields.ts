/** What do the fields of a form share? What is in them, what is wrong with them. */
import type { Fault } from '../../api/api-error.ts';
import type { SettingsDraft } from './settings-draft.ts';

export interface SettingsFields {
  readonly draft: SettingsDraft;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
  readonly faults: readonly Fault[];
  /** It is there already: how it is reached and signed stays as it is. */
  readonly isChange?: boolean;
  /** Of those it has, which cannot be shown. */
  readonly headerNames?: readonly string[] | undefined;
}

/** What is wrong with a field or a part of it. */
export function faultAt(faults: readonly Fault[], field: string): string | undefined {
  const found = faults.filter(
    ({ path }) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`),
  );
  if (found.length === 0) return undefined;
  return found.map(({ path, message }) => (path === field ? message : `${path} ${message}`)).join('; ');
}
