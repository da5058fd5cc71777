/** Which files is the console made of? Builds them, once for each state of its sources. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { builtOnce, CACHE, ROOT } from '../../build/built-once.ts';

/** All that a built console depends on: what it takes from other rooms are types, which leave no trace. */
const SOURCES = [
  ...['app', 'api', 'pages', 'parts', 'public'].map((name) => `console/${name}`),
  ...['console/index.html', 'console/vite.config.ts', 'package-lock.json'],
];

/** Answers the folder with the files. `onStart` is told when there is work to do: it takes some seconds. */
export function buildConsole(onStart: () => void = () => {}, cache: string = CACHE): Promise<string> {
  return builtOnce({ cache, kind: 'console', sources: SOURCES, make: runVite, onStart });
}

/** In a process of its own: what it needs of memory, and what it changes of the environment, goes with it. */
async function runVite(outDir: string): Promise<void> {
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'console', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The console does not build: ${output.trim()}`);
}
