/** What is an event type, or a version of it, called in TypeScript? */

/** `invoice.paid` → `InvoicePaid`, `3d-print.done` → `Type3DPrintDone`. Not unique: odd names lose what makes them odd. */
export function typeName(text: string): string {
  const name = joined(text);
  return /^[A-Za-z]/.test(name) ? name : `Type${name}`;
}

/** `2` → `V2`, `2026-01` → `V2026_01`. */
export function versionName(version: string): string {
  return `V${joined(version)}`;
}

/** Words begin with a capital; numbers that would run into one another are kept apart. */
function joined(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replace(/\p{Mark}/gu, '');
  const words = plain.match(/[A-Za-z]+|\d+/g) ?? [];
  return words.reduce((name, word) => {
    const gap = /\d$/.test(name) && /^\d/.test(word) ? '_' : '';
    return `${name}${gap}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  }, '');
}
