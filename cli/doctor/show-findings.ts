/** One line for each finding; beneath it what to do. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import type { Session } from '../session.ts';
import type { Finding, Health } from './finding.ts';

const STYLES: Readonly<Record<Health, Parameters<typeof styleText>[0]>> = {
  ok: 'green',
  warning: 'yellow',
  problem: ['red', 'bold'],
};
const HEALTH_WIDTH = 'warning'.length;

export function showFindings({ isJson, out }: Session, findings: readonly Finding[]): void {
  if (isJson) return void out.json({ findings });
  const width = Math.max(...findings.map(({ about }) => about.length));
  for (const { about, health, message, advice } of findings) {
    if (!out.isForPeople) {
      out.line([health, about, message, advice ?? ''].map(printable).join('\t'));
      continue;
    }
    const mark = styleText(STYLES[health], health) + ' '.repeat(HEALTH_WIDTH - health.length);
    out.line(`${mark}  ${about.padEnd(width)}  ${printable(message)}`);
    if (advice !== undefined) out.line(`${' '.repeat(HEALTH_WIDTH + width + 4)}→ ${printable(advice)}`);
  }
}
