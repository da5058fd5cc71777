/**
 * How much is there to load before a function's first event? Bundle sizes, and the time that fresh Node processes take
 * to load each function, beside an empty handler measured in turns within the same run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundlesOf } from './bundles.ts';

const HELP = `Usage: npm run bench:cold-start -- [--rounds 15] [--json]

  --rounds  fresh processes for each function; every round starts each function once
  --json    the figures as one line of JSON
`;

const NOTE = `On Lambda a real cold start is longer: fetching and unpacking the code, starting the sandbox and the runtime, and a
share of a processor that depends on the memory size. None of it shows on one machine; what shows is what our code adds,
and that is what to compare between two versions on the same machine.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`--rounds must be a whole number from 1, not ${values.rounds}.\n\n${HELP}`);
  process.exit(2);
}

interface Start {
  /** `require(index.js)`, by the process's own clock. */
  readonly initMs: number;
  /** The whole process, from outside. */
  readonly processMs: number;
}

interface Candidate {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

const LOAD = `const begin = performance.now(); require(process.argv[1]); console.log(performance.now() - begin); process.exit()`;

const bundles = await bundlesOf('local', () => process.stderr.write('Synthesizing the stack …\n'));
const scratch = mkdtempSync(path.join(tmpdir(), 'fanfare-cold-start-'));
const empty: Candidate = { name: 'empty', file: path.join(scratch, 'index.js'), env: {} };
writeFileSync(empty.file, 'exports.handler = async () => {};\n');

const starts = measure([empty, ...bundles]);
rmSync(scratch, { recursive: true });
const figures = [empty, ...bundles].map(({ name }) => ({ name, ...figuresOf(starts.get(name) ?? []) }));
const [baseline] = figures;
if (values.json) reportJson();
else report();

/** In turns, so that whatever else the machine does meets all of them alike. */
function measure(candidates: readonly Candidate[]): Map<string, Start[]> {
  const measured = new Map(candidates.map(({ name }) => [name, [] as Start[]]));
  for (const candidate of candidates) start(candidate); // to bring the files into memory
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) measured.get(candidate.name)?.push(start(candidate));
  }
  return measured;
}

function start({ name, file, env }: Candidate): Start {
  const begin = performance.now();
  const output = execFileSync(process.execPath, ['--eval', LOAD, file], { env: { ...lambdaEnv(name), ...env } });
  return { initMs: Number(output), processMs: performance.now() - begin };
}

function lambdaEnv(name: string): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'dummy',
    AWS_SECRET_ACCESS_KEY: 'dummy',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  };
}

function figuresOf(all: readonly Start[]) {
  return {
    initMs: percentiles(all.map(({ initMs }) => initMs)),
    processMs: percentiles(all.map((one) => one.processMs)),
  };
}

function percentiles(all: readonly number[]): { median: number; p90: number } {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { median: at(0.5), p90: at(0.9) };
}

function ratio({ processMs }: { processMs: { median: number } }): number {
  return processMs.median / (baseline?.processMs.median ?? Number.NaN);
}

function reportJson(): void {
  const sizes = bundles.map(({ name, bytes, gzipBytes, packages }) => ({ name, bytes, gzipBytes, packages }));
  const functions = figures.map((one) => ({
    ...one,
    ratio: ratio(one),
    ...sizes.find(({ name }) => name === one.name),
  }));
  process.stdout.write(`${JSON.stringify({ rounds, node: process.version, functions })}\n`);
}

function report(): void {
  const lines = figures.map((one) => {
    const bundle = bundles.find(({ name }) => name === one.name);
    const times = [one.initMs.median, one.initMs.p90, one.processMs.median, one.processMs.p90];
    return row(
      one.name,
      kb(bundle?.bytes),
      kb(bundle?.gzipBytes),
      ...times.map((ms) => ms.toFixed(1)),
      ratio(one).toFixed(2),
    );
  });
  const heaviest = bundles.map(
    ({ name, packages }) =>
      `${name}: ${packages
        .slice(0, 6)
        .map((one) => `${one.name} ${kb(one.bytes)}`)
        .join(' · ')}`,
  );
  const title = `${rounds} fresh processes each, Node ${process.version}; sizes in KB, minified and gzipped; times in ms`;
  const head = row('', 'bundle', 'gzip', 'init p50', 'p90', 'process p50', 'p90', '× empty');
  process.stdout.write(`${[title, '', head, ...lines, '', 'Most bytes, KB', ...heaviest, '', NOTE].join('\n')}`);
}

function row(name: string, ...cells: string[]): string {
  return name.padEnd(12) + cells.map((cell) => cell.padStart(12)).join('');
}

function kb(bytes: number | undefined): string {
  return bytes === undefined ? '' : (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}
