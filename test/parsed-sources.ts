/**
 * What do the project's sources import? The compiler has no API of its own in this version, and its trace of resolutions
 * does not tell type imports from others; a bundler's list drops them. So the sources are parsed, types and all, by the
 * parser the tests are transformed with, and every way to name another module is read from its syntax tree. That imports
 * are relative and carry their extension makes a specifier a path without a resolver.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vitest/node';

export const ROOT = path.join(import.meta.dirname, '..');

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Where it leads: a file of ours, or a package as it is named. */
  readonly to: string;
  /** What is taken; `*` for all of it. */
  readonly names: readonly string[];
  readonly isType: boolean;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly nodes: readonly { readonly node: Node; readonly parent: Node | undefined; readonly key: string }[];
}

/** Relative to the root; none where there is no such folder. */
export function filesUnder(relative: string): string[] {
  const directory = path.join(ROOT, relative);
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(tsx?|js)$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

export function parseSource(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const program = parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  return { file, text, nodes: [...walk(program, undefined, '')] };
}

function* walk(value: unknown, parent: Node | undefined, key: string): Generator<Source['nodes'][number]> {
  if (Array.isArray(value)) for (const item of value) yield* walk(item, parent, key);
  else if (isNode(value)) {
    yield { node: value, parent, key };
    for (const [name, inner] of Object.entries(value)) yield* walk(inner, value, name);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Static and dynamic imports, re-exports, and types named by `import('…')`. */
export function importsOf({ file, text, nodes }: Source): Import[] {
  return nodes
    .flatMap(({ node }) => {
      const { source, specifiers } = node as { source?: unknown; specifiers?: Node[] } & Node;
      if (!isNode(source) || typeof source.value !== 'string') return [];
      const specifier = source.value;
      const to = specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
      const isType = node.type === 'TSImportType' || isTypeOnly(node, specifiers);
      return [{ file, line: lineOf(text, node), specifier, to, names: (specifiers ?? []).map(nameOf), isType }];
    })
    .map((found) => (found.names.length > 0 ? found : { ...found, names: ['*'] }));
}

function isTypeOnly({ importKind, exportKind }: Node, specifiers: readonly Node[] = []): boolean {
  if (importKind === 'type' || exportKind === 'type') return true;
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

function nameOf({ type, imported, local }: Node): string {
  if (type === 'ImportDefaultSpecifier') return 'default';
  if (type === 'ImportNamespaceSpecifier') return '*';
  return String(((imported ?? local) as { name?: string }).name);
}

export function lineOf(text: string, { start }: Node): number {
  return text.slice(0, start).split('\n').length;
}

export function firstLine(text: string, { start, end }: Node): string {
  return text.slice(start, Number(end)).split('\n', 1)[0] ?? '';
}
