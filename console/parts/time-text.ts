/** How are times and lengths of time said? */

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1000 },
] as const;

/** `just now`, `12 s ago`, `3 min ago`, `in 5 h`, `2 d ago`. */
export function agoText(iso: string, nowMs: number): string {
  const ms = nowMs - Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  const unit = UNITS.find((each) => Math.abs(ms) >= each.ms);
  if (!unit) return ms < 0 ? 'in a moment' : 'just now';
  const text = `${Math.floor(Math.abs(ms) / unit.ms)} ${unit.name}`;
  return ms < 0 ? `in ${text}` : `${text} ago`;
}

/** `12 s`, `3 min`, `5 h 20 min`, `2 d 4 h`. */
export function lengthText(ms: number): string {
  const at = UNITS.findIndex((each) => ms >= each.ms);
  const [unit, next] = [UNITS[at], UNITS[at + 1]];
  if (!unit) return `${Math.max(0, Math.round(ms))} ms`;
  const whole = Math.floor(ms / unit.ms);
  const rest = next && unit.name !== 'min' ? Math.floor((ms - whole * unit.ms) / next.ms) : 0;
  return rest > 0 ? `${whole} ${unit.name} ${rest} ${next?.name}` : `${whole} ${unit.name}`;
}

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** In this machine's time zone: `21 Nov 2026, 14:05:09`. */
export function exactText(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : EXACT.format(time);
}
