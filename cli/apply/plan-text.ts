/** How does a plan look to who has to agree to it? Header values are never shown. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import type { Style } from '../output/table.ts';
import { SETTING_NAMES, type SettingsInput } from '../subscribers/setting.ts';
import { nameOf } from '../subscribers/subscriber-view.ts';
import type { Difference } from './differences.ts';
import { OWNER_KEY } from './manifest.ts';
import type { Change, Creation, Plan } from './plan.ts';

/** For a terminal or a file behind `stream`. */
export function planText(plan: Plan, stream: NodeJS.WriteStream): string {
  const colour = (style: Style, text: string) => styleText(style, text, { stream });
  const lines = [
    ...plan.creations.flatMap((creation) => creationLines(creation, plan.manifest, colour)),
    ...plan.changes.flatMap((change) => changeLines(change, colour)),
    ...plan.deletions.map((subscriber) => colour('red', `- delete  ${printable(nameOf(subscriber))}`)),
  ];
  return [...lines, ...(lines.length > 0 ? [''] : []), countsText(plan)].join('\n');
}

export function countsText({ manifest, creations, changes, deletions, unchanged }: Plan): string {
  const counts = `+ ${creations.length} to create, ~ ${changes.length} to change, - ${deletions.length} to delete`;
  return `Manifest ${printable(manifest)}: ${counts}, = ${unchanged.length} unchanged`;
}

type Colour = (style: Style, text: string) => string;

function creationLines({ declared, namesake }: Creation, manifest: string, colour: Colour): string[] {
  const { settings } = declared;
  const fields = SETTING_NAMES.filter((field) => field !== 'name' && settings[field] !== undefined);
  const lines = fields.map((field) => `    ${field.padEnd(15)} ${creationText(field, settings)}`);
  return [
    colour('green', `+ create  ${printable(settings.name)}`),
    ...lines,
    ...(namesake ? [colour('yellow', namesakeText(namesake.id, manifest))] : []),
  ];
}

function creationText(field: keyof SettingsInput, settings: SettingsInput): string {
  return field === 'headers' ? namesText(Object.keys(settings.headers ?? {})) : valueText(settings[field]);
}

function namesakeText(id: string, manifest: string): string {
  return `    ${id} has the same name, but does not belong to this manifest: there will be two. To take it over instead:
    fanfare subscribers update ${id} --metadata ${OWNER_KEY}=${manifest}`;
}

function changeLines({ current, differences }: Change, colour: Colour): string[] {
  const lines = differences.map((difference) => `    ${difference.field.padEnd(15)} ${differenceText(difference)}`);
  return [colour('yellow', `~ change  ${printable(nameOf(current))}`), ...lines];
}

function differenceText({ field, before, after }: Difference): string {
  if (field !== 'headers') return `${valueText(before)} → ${valueText(after)}`;
  const [old, wanted] = [before, after].map((names) => namesText(names as readonly string[] | undefined));
  return old === wanted ? `${old}: other values` : `${old} → ${wanted}`;
}

function namesText(names: readonly string[] = []): string {
  return names.length === 0 ? '(none)' : `${names.map(printable).join(', ')} (values are not shown)`;
}

function valueText(value: unknown): string {
  if (value === undefined) return '(default)';
  if (Array.isArray(value)) return printable(value.join(', '));
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
