/** What does a stage's template deploy as functions? Each with its bundle, the environment it wants, and what fills it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Assembly, synthesize } from '../local/synthesize.ts';

export interface Bundle {
  readonly name: string;
  /** Its `index.js`. */
  readonly file: string;
  /** As the template says; what only a deployed stack knows is a dummy. */
  readonly env: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Bytes in the bundle by npm package, the most first. */
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
}

interface FunctionResource {
  readonly Type: string;
  readonly Properties: {
    readonly FunctionName: string;
    readonly Code: { readonly S3Key: string };
    readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  };
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

export async function bundlesOf(stage: string, onStart: () => void): Promise<Bundle[]> {
  const assembly = await synthesize({ stage }, onStart);
  const { Resources } = assembly.template as { Resources: Record<string, FunctionResource> };
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map((resource) => bundleOf(resource, assembly, stage));
}

function bundleOf({ Properties }: FunctionResource, assembly: Assembly, stage: string): Bundle {
  const folder = path.join(assembly.directory, `asset.${path.parse(Properties.Code.S3Key).name}`);
  const file = path.join(folder, 'index.js');
  const code = readFileSync(file);
  const variables = Object.entries(Properties.Environment?.Variables ?? {});
  return {
    name: Properties.FunctionName.replace(`fanfare-${stage}-`, ''),
    file,
    env: Object.fromEntries(variables.map(([name, value]) => [name, typeof value === 'string' ? value : 'dummy'])),
    bytes: code.length,
    gzipBytes: gzipSync(code).length,
    packages: packagesIn(path.join(folder, 'index.meta.json')),
  };
}

/** Empty where the bundler left no metafile. */
function packagesIn(metafile: string): Bundle['packages'] {
  if (!existsSync(metafile)) return [];
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  const bytes = new Map<string, number>();
  for (const output of Object.values(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = packageOf(input);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].map(([name, sum]) => ({ name, bytes: sum })).sort((a, b) => b.bytes - a.bytes);
}

/** The innermost package a file belongs to; our own sources count as one. */
function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'our own code';
}
