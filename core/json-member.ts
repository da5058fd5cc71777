/** Where in a JSON text does one member's value stand? Gives the author's own spelling back, which parsing loses. */

/**
 * The text of the value of a top-level member of a JSON object, exactly as it was written; `undefined` when there is
 * none. `text` must be valid JSON. Of repeated members the last counts, as with `JSON.parse`.
 */
export function memberText(text: string, name: string): string | undefined {
  let found: string | undefined;
  let at = skipSpace(text, 0);
  if (text[at] !== '{') return undefined;
  at = skipSpace(text, at + 1);
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1); // over the colon
    const valueEnd = skipValue(text, valueStart);
    if (key === name) found = text.slice(valueStart, valueEnd);
    at = skipSpace(text, valueEnd);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

/** The index after the closing quote of the string that opens at `from`. */
function stringEnd(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at + 1;
}

/** A quote is escaped by an odd number of backslashes before it. */
function isEscaped(text: string, quoteAt: number): boolean {
  let backslashes = 0;
  while (text[quoteAt - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first === '{' || first === '[') return skipNested(text, from);
  let at = from;
  while (at < text.length && !',}] \n\r\t'.includes(text[at] ?? '')) at++;
  return at;
}

function skipNested(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth++;
    if (char === '}' || char === ']') depth--;
    at++;
  } while (depth > 0);
  return at;
}
