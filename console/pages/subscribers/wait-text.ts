/** How are the waits of a retry schedule written? `5s, 5m, 2h`; a number alone is seconds. */

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

export function waitsText(seconds: readonly number[]): string {
  return seconds.map(waitText).join(', ');
}

function waitText(seconds: number): string {
  const [unit, length] = UNITS.find((each) => seconds >= each[1] && seconds % each[1] === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** `undefined` where it cannot be read. */
export function readWaits(text: string): number[] | undefined {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const waits = parts.map((part) => {
    const [, digits, unit = 's'] = /^(\d+)([smhd]?)$/.exec(part) ?? [];
    const [, length] = UNITS.find(([name]) => name === (unit || 's')) ?? ['', 1];
    return digits === undefined ? Number.NaN : Number(digits) * length;
  });
  return waits.some(Number.isNaN) ? undefined : waits;
}
