/**
 * How long does the first view of the console take on a large stage: 10,000 subscribers, 1,000,000 records in the log? Each
 * view is opened in a fresh window of Chromium, from navigating there to its figures being seen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startPlatform } from '../local/platform.ts';
import { startBrowser } from '../test/console/browser.ts';
import { makeLargeStage } from './large-stage.ts';

const HELP = `Usage: npm run bench:overview -- [--subscribers 10000] [--records 1000000] [--rounds 7] [--json]

  --subscribers  how many the stage has
  --records      how many deliveries are in its log
  --rounds       how often each view is opened
`;

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '10000' },
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const size = { subscribers: Number(values.subscribers), records: Number(values.records) };
const rounds = Number(values.rounds);

/** What is seen once it is there. */
const VIEWS: Readonly<Record<string, { readonly path: string; readonly isThere: (page: Page) => Promise<void> }>> = {
  overview: {
    path: '/',
    isThere: async (page) => {
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.getByTestId('delivered').waitFor();
      await page
        .getByRole('row', { name: /Customer \d+/ })
        .first()
        .waitFor();
    },
  },
  subscribers: {
    path: '/subscribers',
    isThere: (page) =>
      page
        .getByRole('row', { name: /Customer \d+/ })
        .first()
        .waitFor(),
  },
  'dead letters': {
    path: '/dead-letters',
    isThere: (page) =>
      page
        .getByRole('row', { name: /Every attempt failed/ })
        .first()
        .waitFor(),
  },
};

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'fanfare-large-stage-'));
try {
  await measure();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  process.stderr.write(`Making a stage of ${size.subscribers} subscribers and ${size.records} log records …\n`);
  await makeLargeStage(dataDir, size);
  const listening = { awsPort: 0, apiPort: 0, receiverPort: 0, host: '127.0.0.1', stage: 'local' };
  const platform = await startPlatform({ ...listening, dataDir, hasConsole: true });
  const browser = await startBrowser();
  try {
    const figures: Record<string, Figures> = {};
    for (const name of Object.keys(VIEWS)) figures[name] = await timesOf(name, browser, platform.apiUrl);
    report(figures);
  } finally {
    await browser.close();
    await platform.stop();
  }
}

interface Figures {
  /** The very first: no function of the API is warm. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly slowestMs: number;
}

async function timesOf(name: string, browser: Browser, url: string): Promise<Figures> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timeOf(name, browser, url));
  const [firstMs = Number.NaN] = times;
  const sorted = times.toSorted((a, b) => a - b);
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { firstMs, medianMs, slowestMs: sorted.at(-1) ?? Number.NaN };
}

/** A new context has nothing in its cache. */
async function timeOf(name: string, browser: Browser, url: string): Promise<number> {
  const { path: where = '/', isThere } = VIEWS[name] ?? {};
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const begin = performance.now();
  await page.goto(`${url}${where}`, { waitUntil: 'commit' });
  await isThere?.(page);
  const ms = Math.round(performance.now() - begin);
  await context.close();
  return ms;
}

function report(figures: Readonly<Record<string, Figures>>): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ ...size, rounds, ...figures })}\n`);
    return;
  }
  const line = (name: string, cells: readonly string[]) =>
    name.padEnd(14) + cells.map((cell) => cell.padStart(9)).join('');
  process.stdout.write(
    [
      `navigation to figures seen, ms: ${size.subscribers} subscribers, ${size.records} log records, ${rounds} rounds`,
      line('', ['first', 'median', 'slowest']),
      ...Object.entries(figures).map(([name, { firstMs, medianMs, slowestMs }]) =>
        line(name, [firstMs, medianMs, slowestMs].map(String)),
      ),
      '',
    ].join('\n'),
  );
}
