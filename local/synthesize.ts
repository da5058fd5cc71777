/** Which template runs? Synthesizes the CDK app, once for each state of its sources. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtOnce, CACHE, ROOT } from '../build/built-once.ts';
import { FatalError } from './fatal-error.ts';
import type { PlatformOptions } from './options.ts';
import { synthesisFailure } from './synthesis-failure.ts';

/** All that a synthesized template depends on. */
const SOURCES = ['bin/app.ts', 'lib', 'lambdas', 'core', 'cdk.json', 'package.json', 'package-lock.json'];

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
  const make = (directory: string) => runApp(context, directory);
  const directory = await builtOnce({
    cache: CACHE,
    kind: `template-${stage}`,
    sources: SOURCES,
    settings: context,
    make,
    onStart,
  });
  const file = path.join(directory, `Fanfare-${stage}.template.json`);
  return { template: JSON.parse(readFileSync(file, 'utf8')) as unknown, directory };
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
  if (code !== 0) throw new FatalError(`The CDK app does not synthesize: ${synthesisFailure(output)}`);
  markCommonJs(directory);
}

/** Functions are CommonJS, whatever the package around them says. */
function markCommonJs(directory: string): void {
  for (const name of readdirSync(directory).filter((entry) => entry.startsWith('asset.'))) {
    writeFileSync(path.join(directory, name, 'package.json'), '{"type":"commonjs"}\n');
  }
}
