/** What may a terminal be shown? Text from outside cannot move its cursor or change its colours. */

/** Control characters, and those that turn the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** On one line; what cannot be printed is spelled out: `\n`, `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, spelled);
}

/** Of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}

function spelled(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  return short === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : short;
}
