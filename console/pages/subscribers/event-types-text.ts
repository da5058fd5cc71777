/** How are event types typed? One after another, with blanks or commas between them. */

export function typesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((type) => type !== '');
}
