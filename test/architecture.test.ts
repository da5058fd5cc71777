/** The wall between the rooms, kept on the imports as a parser reads them. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import {
  filesUnder,
  firstLine,
  type Import,
  importsOf,
  lineOf,
  parseSource,
  ROOT,
  type Source,
} from './parsed-sources.ts';

type Verdict = 'all' | 'types';

/** Who may import from which other room, and what. */
const ARROWS: Record<string, Record<string, Verdict>> = {
  bin: { lib: 'all', local: 'all', cli: 'all' },
  lib: { core: 'all', lambdas: 'types' },
  lambdas: { core: 'all' },
  core: {},
  local: { lambdas: 'all', core: 'all', console: 'all', build: 'all' },
  build: {},
  cli: { core: 'all', publish: 'all', lambdas: 'types', console: 'all' },
  publish: {},
  console: { core: 'types', lambdas: 'types', build: 'all' },
};

/** What core may take from outside: functions of their arguments alone. */
const PURE: Record<string, readonly string[]> = {
  'node:crypto': [
    ...['createHash', 'createHmac', 'scryptSync', 'sign', 'verify', 'timingSafeEqual'],
    ...['createSecretKey', 'createPrivateKey', 'createPublicKey', 'KeyObject'],
  ],
  'node:net': ['isIP'],
  'node:util': ['isDeepStrictEqual'],
  'ipaddr.js': ['default'],
};

/** Time, chance, the environment and all that takes time. */
const IMPURE_NAMES = [
  ...['process', 'performance', 'crypto', 'fetch', 'console', 'globalThis', 'global', 'require', 'Promise'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Temporal'],
];

const FORBIDDEN_NAME = /^(utils?|helpers?|commons?|shared|misc|types?|constants?|managers?|index)$/i;

const sources = Object.keys(ARROWS).flatMap(filesUnder).map(parseSource);
const imports = sources.flatMap(importsOf);
const roomOf = (file: string) => file.split('/', 1)[0] ?? '';
const said = ({ file, line, specifier }: Import) => `${file}:${line} imports '${specifier}'`;

describe('the rooms', () => {
  it('are read: imports are found, of types as well', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.find(({ file, to }) => file === 'lib/deliver.ts' && to === 'lambdas/deliver/env.ts')?.isType).toBe(
      true,
    );
    expect(imports.find(({ file, to }) => file === 'lib/bus.ts' && to === 'aws-cdk-lib')?.isType).toBe(false);
  });

  it('import only along the arrows', () => {
    const between = imports.filter(({ file, to }) => roomOf(to) in ARROWS && roomOf(file) !== roomOf(to));
    const wrong = between.filter(({ file, to, isType }) => {
      const verdict = ARROWS[roomOf(file)]?.[roomOf(to)];
      return verdict === undefined || (verdict === 'types' && !isType);
    });
    expect(wrong.map(said)).toEqual([]);
  });

  it('and of the console others take what serves it, which knows nothing of its pages', () => {
    const part = (file: string) => (file.startsWith('console/serve/') ? 'serve' : 'pages');
    const wrong = imports.filter(({ file, to }) => {
      if (roomOf(to) !== 'console') return false;
      return roomOf(file) === 'console' ? part(file) !== part(to) : part(to) !== 'serve';
    });
    expect(wrong.map(said)).toEqual([]);
  });

  it('and the pages of the console know the API by what it shows', () => {
    const pages = imports.filter(({ file }) => file.startsWith('console/') && !file.startsWith('console/serve/'));
    const isFine = (to: string) => roomOf(to) !== 'lambdas' || to.startsWith('lambdas/api/views/');
    expect(pages.filter(({ to }) => !isFine(to) || to.startsWith('node:')).map(said)).toEqual([]);
  });

  it('are left by no other door: what is ours is in a room', () => {
    const outside = imports.filter(({ specifier, to }) => specifier.startsWith('.') && !(roomOf(to) in ARROWS));
    expect(outside.map(said)).toEqual([]);
  });

  it('that run on AWS know nothing of the CDK', () => {
    const wrong = imports.filter(
      ({ file, to }) =>
        ['lambdas', 'core'].includes(roomOf(file)) && /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(to),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it('hold no circle of imports', () => {
    expect(circles()).toEqual([]);
  });

  it('and what is in them have names that say what it is', () => {
    const named = sources.flatMap(({ file }) =>
      file
        .replace(/\.tsx?$/, '')
        .split('/')
        .map((name) => ({ file, name })),
    );
    expect(named.filter(({ name }) => FORBIDDEN_NAME.test(name)).map(({ file }) => file)).toEqual([]);
  });
});

describe('core is pure:', () => {
  const core = sources.filter(({ file }) => roomOf(file) === 'core');

  it('it takes nothing from outside but functions of their arguments', () => {
    const wrong = imports.filter(({ file, to, names }) => {
      if (roomOf(file) !== 'core' || roomOf(to) === 'core') return false;
      return !names.every((name) => PURE[to]?.includes(name));
    });
    expect(wrong.map(said)).toEqual([]);
  });

  it('no clock, no chance, no environment, nothing that waits', () => {
    const wrong = core.flatMap(({ file, text, nodes }) =>
      nodes.filter(isImpure).map(({ node }) => `${file}:${lineOf(text, node)} ${firstLine(text, node)}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('what is deployed', () => {
  const handlers = sources.map(({ file }) => file).filter((file) => /^lambdas\/[^/]+\/handler\.ts$/.test(file));

  it.each(handlers)('of %s is its own code, packages, and only English', async (handler) => {
    const { metafile } = await build({
      entryPoints: [handler],
      ...{ absWorkingDir: ROOT, bundle: true, write: false, metafile: true, platform: 'node', format: 'cjs' },
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    const [output] = Object.values(metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const files = inputs.map(([file]) => file);
    expect(files.filter((file) => !/^(lambdas|core|node_modules)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /node_modules\/(aws-cdk-lib|constructs|zod\/v4\/locales)\//.test(file))).toEqual([]);
  });
});

function isImpure({ node, parent, key }: Source['nodes'][number]): boolean {
  const { type, name, async, callee, object, property } = node;
  const calls = (callee as { name?: string } | undefined)?.name;
  if (async === true || type === 'AwaitExpression' || type === 'ImportExpression') return true;
  if ((type === 'NewExpression' || type === 'CallExpression') && calls === 'Date') {
    return type === 'CallExpression' || (node.arguments as unknown[]).length === 0;
  }
  if (type === 'MemberExpression') {
    const member = `${(object as { name?: string }).name}.${(property as { name?: string }).name}`;
    return member === 'Date.now' || member === 'Math.random';
  }
  const isOnlyAName = (key === 'property' || key === 'key') && parent?.computed !== true;
  return type === 'Identifier' && !isOnlyAName && IMPURE_NAMES.includes(String(name));
}

/** Each circle once, as `a → b → a`; of types as well, for a reader goes round them too. */
function circles(): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, trail: readonly string[]) => {
    if (state.get(file) === 'open') found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (state.has(file)) return;
    state.set(file, 'open');
    for (const { to } of imports.filter((each) => each.file === file)) visit(to, [...trail, file]);
    state.set(file, 'done');
  };
  for (const { file } of sources) visit(file, []);
  return found;
}
