/** An example's template, as its own folder synthesizes it, less the functions' code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Template } from '../../local/template/template.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

/** `context`: what `-c name=value` would say. Throws what the app printed when it fails. */
export function synthesizeExample(name: string, context: Record<string, string> = {}): Template {
  const cwd = path.join(EXAMPLES, name);
  const { app } = JSON.parse(readFileSync(path.join(cwd, 'cdk.json'), 'utf8')) as { app: string };
  const output = mkdtempSync(path.join(tmpdir(), 'fanfare-example-'));
  try {
    const [, ...parameters] = app.split(' ');
    const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context });
    const env = { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON };
    const { status, stderr } = spawnSync(process.execPath, parameters, { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The example ${name} does not synthesize: ${stderr}`);
    return JSON.parse(readFileSync(path.join(output, 'Shop.template.json'), 'utf8')) as Template;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
