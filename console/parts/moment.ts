/** A moment as fields hold it: a date and a time of day in this machine's time zone. */

export interface MomentParts {
  /** `2026-11-21` */
  readonly date: string;
  /** `14:05:09` */
  readonly time: string;
}

const pad = (number: number) => String(number).padStart(2, '0');

/** '' is no moment yet. */
export function partsOf(iso: string): MomentParts {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return { date: '', time: '' };
  return {
    date: `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`,
    time: `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`,
  };
}

/** ISO 8601 in UTC, or '' while it is not whole; a date alone is its first second. */
export function momentOf({ date, time }: MomentParts): string {
  const [hours = '00', minutes = '00', seconds = '00'] = time.split(':').filter((part) => part !== '');
  const at = new Date(`${date}T${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${seconds.padStart(2, '0')}`);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
