#!/usr/bin/env node
/** `fanfare`, the operator's command line: finds a Node that runs TypeScript; all else is in cli/. */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;
const INSTALLED_NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (Number(process.versions.node.split('.')[0]) < MAJOR && existsSync(INSTALLED_NODE)) {
  await runWith(INSTALLED_NODE);
} else {
  await import('./check-node.mjs');
  // Types are stripped and modules compiled once, not at every start.
  module.enableCompileCache?.();
  await import('./fanfare.ts');
}

/** Signals go on to it, and it ends this process as it ended itself. */
async function runWith(node) {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  child.once('error', (error) => {
    process.stderr.write(`${node} does not start: ${error.message}. Run \`npm ci\` again.\n`);
    process.exit(1);
  });
  child.once('close', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const each of SIGNALS) process.off(each, pass);
    process.kill(process.pid, signal);
  });
}
