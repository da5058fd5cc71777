/** How fast is redriven? A field's text: empty is as fast as it goes, anything else a whole number the API takes. */

/** As the API has it. */
export const MAX_RATE = 500;

/** What is wrong with it; `undefined` where it can be taken. */
export function rateFault(text: string): string | undefined {
  const given = text.trim();
  if (given === '') return undefined;
  const isTaken = /^\d+$/.test(given) && Number(given) >= 1 && Number(given) <= MAX_RATE;
  return isTaken ? undefined : `must be a whole number from 1 to ${MAX_RATE}, or empty: no limit`;
}

/** Of a text without a fault. */
export function rateOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}
