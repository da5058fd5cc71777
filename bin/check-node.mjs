/** Loaded before anything else: is this a Node that runs TypeScript, and is what we need installed? One sentence if not. */
import { existsSync } from 'node:fs';

const MAJOR = 24;

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

if (!existsSync(new URL('../node_modules', import.meta.url))) {
  refuse('Fanfare is not installed yet: run `npm ci` first.');
}
if (Number(process.versions.node.split('.')[0]) < MAJOR) {
  refuse(
    `This is Node ${process.versions.node}. On Linux \`npm ci\` brings Node ${MAJOR}; elsewhere install Node ${MAJOR} or newer.`,
  );
}
