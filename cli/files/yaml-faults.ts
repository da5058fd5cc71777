/** Why can a document not be taken as it is written? What is no YAML, and what YAML would make something else of. */
import { type Document, type LineCounter, visit, type YAMLError } from 'yaml';
import type { Fault } from '../refusal.ts';

/** Each with its line. */
export function yamlFaults(document: Document.Parsed, file: string, lines: LineCounter): Fault[] {
  const at = (offset = 0) => `${file}:${lines.linePos(offset).line}:`;
  const errors = [...document.errors, ...document.warnings];
  const faults = errors.map((error) => ({ path: at(error.pos[0]), message: plainWords(error) }));
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (isRounded(value)) faults.push({ path: at(range?.[0]), message: `${value} ${TOO_LARGE}` });
    },
    Alias: (_, alias) => {
      if (alias.source === '' || alias.resolve(document)) return;
      const message = `*${alias.source} refers to nothing here; where it is a text, write "*${alias.source}" in quotes`;
      faults.push({ path: at(alias.range?.[0]), message });
    },
  });
  return faults;
}

const TOO_LARGE = 'is more than a number can hold exactly: write it as a text, in quotes';

/** Beyond 2^53 a number would be changed without a word. */
function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function plainWords({ code, message }: YAMLError): string {
  if (code === 'BAD_ALIAS' && message.includes('empty')) return 'a lone * must be in quotes: "*"';
  if (code === 'MULTIPLE_DOCS') return 'another document begins here (`---`): a file holds one';
  if (code === 'RESOURCE_EXHAUSTION') return 'it is nested too deeply';
  return message;
}
