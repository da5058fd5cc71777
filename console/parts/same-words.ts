/** Was typed what was to be typed? As it is seen on a page, where runs of white space are one blank. */

export function areSameWords(typed: string, wanted: string): boolean {
  return wordsOf(typed) === wordsOf(wanted);
}

function wordsOf(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
