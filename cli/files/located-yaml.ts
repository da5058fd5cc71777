/** What does a YAML or JSON file say, and in which line? JSON is YAML, so one reader takes both. */
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Fault, Refusal } from '../refusal.ts';
import { readInputFile } from './read-file.ts';
import { yamlFaults } from './yaml-faults.ts';

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
    if (isEndless(this.value)) throw new Error('an alias in it stands for what it is itself a part of');
  }

  /** `subscribers.yaml:7`: the line of what is at the path, or of the nearest thing around it. */
  where(path: Path): string {
    return `${this.file}:${this.#lines.linePos(this.#offsetOf(path)).line}`;
  }

  /** One fault as it is told: where, and what. */
  fault(path: Path, message: string): Fault {
    return { path: [`${this.where(path)}:`, ...(path.length === 0 ? [] : [path.join('.')])].join(' '), message };
  }

  /** The source text of a plain value; `undefined` where there is none at the path. */
  written(path: Path): string | undefined {
    const node = this.#document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
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
  const faults = yamlFaults(document, located, lines);
  if (faults.length > 0) throw new Refusal('usage', `${located} cannot be read.`, faults);
  try {
    return new LocatedYaml(file, document, lines);
  } catch (error) {
    // Aliases of aliases come to more than fits.
    throw new Refusal('usage', `${located} cannot be read: ${(error as Error).message}.`);
  }
}

function rangeStart(node: unknown): number | undefined {
  const at = isPair(node) ? node.key : node;
  return (at as { range?: readonly number[] } | null | undefined)?.range?.[0];
}

function isEndless(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return false;
  } catch {
    return true;
  }
}
