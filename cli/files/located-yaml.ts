/** What does a YAML or JSON file say, and in which line? JSON is YAML, so one reader takes both. */
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type Fault, Refusal } from '../refusal.ts';
import { readInputFile } from './read-file.ts';

export type Path = readonly (string | number)[];

export class LocatedYaml {
  /** As it is named in messages. */
  readonly file: string;
  readonly value: unknown;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file === '-' ? 'stdin' : file;
    this.#document = document;
    this.#lines = lines;
    this.value = document.toJS();
  }

  /** `subscribers.yaml:7`: the line of what is at the path, or of the nearest thing around it. */
  where(path: Path): string {
    return `${this.file}:${this.#lines.linePos(this.#offsetOf(path)).line}`;
  }

  /** One fault as it is told: where, and what. */
  fault(path: Path, message: string): Fault {
    return { path: [`${this.where(path)}:`, ...(path.length === 0 ? [] : [path.join('.')])].join(' '), message };
  }

  #offsetOf(path: Path): number {
    let node: unknown = this.#document.contents;
    let offset = rangeStart(node) ?? 0;
    for (const part of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      if (!isCollection(node)) break;
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === part) : undefined;
      const next: unknown = pair ? pair.value : node.get(part, true);
      const start = rangeStart(pair?.key) ?? rangeStart(next);
      if (start === undefined) break;
      offset = start;
      node = next;
    }
    return offset;
  }
}

/** Throws `Refusal` with every line that is no YAML. */
export async function readYaml(file: string): Promise<LocatedYaml> {
  const text = await readInputFile(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const located = file === '-' ? 'stdin' : file;
  const errors = [...document.errors, ...document.warnings].map(({ pos: [at], message }) => ({
    path: `${located}:${lines.linePos(at).line}:`,
    message,
  }));
  errors.push(...roundedNumbers(document, located, lines));
  if (errors.length > 0) throw new Refusal('usage', `${located} cannot be read.`, errors);
  return new LocatedYaml(file, document, lines);
}

/** Beyond 2^53 a number would be changed without a word. */
function roundedNumbers(document: Document, file: string, lines: LineCounter): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return;
      const path = `${file}:${lines.linePos(range?.[0] ?? 0).line}:`;
      faults.push({ path, message: `${value} is more than a number can hold exactly: write it as a text, in quotes` });
    },
  });
  return faults;
}

function rangeStart(node: unknown): number | undefined {
  const at = isPair(node) ? node.key : node;
  return (at as { range?: readonly number[] } | null | undefined)?.range?.[0];
}
