/** Which template runs? Synthesizes the CDK app, once for each state of its sources. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FatalError } from './fatal-error.ts';
import type { PlatformOptions } from './options.ts';
import { synthesisFailure } from './synthesis-failure.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'fanfare');

/** All that a synthesized template depends on. */
const SOURCES = ['bin/app.ts', 'lib', 'lambdas', 'core', 'cdk.json', 'package.json', 'package-lock.json'];

/** So many older assemblies are kept, for whoever still runs on one. */
const KEPT = 4;

export type StageOptions = Pick<PlatformOptions, 'stage' | 'settings'>;

export interface Assembly {
  /** The stack's template, as it would be deployed. */
  readonly template: unknown;
  /** The folder with the template's assets (`asset.<hash>`). */
  readonly directory: string;
}

/** `onStart` is told when there is work to do: it takes some ten seconds. Throws `FatalError` when the app is broken. */
export async function synthesize(
  { stage, settings = {} }: StageOptions,
  onStart: () => void = () => {},
): Promise<Assembly> {
  const context = { ...settings, stage };
  const directory = path.join(CACHE, `${stage}-${sourcesHash(context)}`);
  if (!existsSync(directory)) {
    onStart();
    mkdirSync(CACHE, { recursive: true });
    const fresh = mkdtempSync(path.join(CACHE, 'synth-'));
    await runApp(context, fresh);
    publish(fresh, directory);
    forgetOld(stage);
  }
  const file = path.join(directory, `Fanfare-${stage}.template.json`);
  return { template: JSON.parse(readFileSync(file, 'utf8')) as unknown, directory };
}

function sourcesHash(context: object): string {
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const file of SOURCES.flatMap(filesUnder))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

function filesUnder(relative: string): string[] {
  if (!statSync(path.join(ROOT, relative)).isDirectory()) return [relative];
  return readdirSync(path.join(ROOT, relative))
    .sort()
    .flatMap((name) => filesUnder(path.join(relative, name)));
}

/** As the CDK's own command line would run it, less the checks on the template: `npm run synth` makes those. */
async function runApp(stageContext: object, directory: string): Promise<void> {
  const { context } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...stageContext }),
      CDK_APP_MODE: 'process',
      CDK_VALIDATION: 'false',
      FORCE_COLOR: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === 0) return;
  rmSync(directory, { recursive: true, force: true });
  throw new FatalError(`The CDK app does not synthesize: ${synthesisFailure(output)}`);
}

/** Functions are CommonJS, whatever the package around them says; a rename makes the whole appear at once. */
function publish(fresh: string, directory: string): void {
  for (const name of readdirSync(fresh).filter((entry) => entry.startsWith('asset.'))) {
    writeFileSync(path.join(fresh, name, 'package.json'), '{"type":"commonjs"}\n');
  }
  try {
    renameSync(fresh, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(fresh, { recursive: true, force: true }); // another process was faster
  }
}

function forgetOld(stage: string): void {
  const mine = readdirSync(CACHE).filter((name) => name.startsWith(`${stage}-`) && name.length === stage.length + 17);
  const byAge = mine.map((name) => path.join(CACHE, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const directory of byAge.slice(KEPT)) rmSync(directory, { recursive: true, force: true });
}
