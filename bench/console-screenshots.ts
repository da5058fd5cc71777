/** What does the console look like? Every view of a stage on which something is the matter, in both themes and two widths. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type OpenConsole, openConsole } from '../test/console/open-console.ts';
import { makeTellingState } from '../test/console/telling-state.ts';
import { type View, viewsOf } from '../test/console/views.ts';

const DEFAULT_DIR = fileURLToPath(new URL('../node_modules/.cache/fanfare/screenshots', import.meta.url));

const HELP = `Usage: npm run console:screenshots -- [--out <folder>] [--only <view>]

  --out   where they are put: <view>-<theme>-<width>.png (${path.relative(process.cwd(), DEFAULT_DIR)})
  --only  one view, for example overview
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: DEFAULT_DIR },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390] as const;
/** What is loaded last, and what moves into its place, is there by then. */
const SETTLES_MS = 700;

mkdirSync(values.out, { recursive: true });
const opened = await openConsole();
try {
  const views = viewsOf(await makeTellingState(opened.platform));
  const wanted = views.filter(({ name }) => values.only === undefined || name === values.only);
  if (wanted.length === 0)
    throw new Error(`No view is called ${values.only}: ${views.map(({ name }) => name).join(', ')}`);
  for (const view of wanted) {
    for (const theme of THEMES) for (const width of WIDTHS) await picture(opened, view, theme, width);
  }
} finally {
  await opened.stop();
}

/** The whole page. */
async function picture(
  { open }: OpenConsole,
  { name, path: where, shows }: View,
  colorScheme: (typeof THEMES)[number],
  width: number,
): Promise<void> {
  const { page } = await open(where, { colorScheme, viewport: { width, height: 900 } });
  await page.getByText(shows).first().waitFor();
  await page.waitForTimeout(SETTLES_MS);
  // A window as high as the page: a picture of more than the window would have the bars jump.
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ width, height: Math.max(height, 900) });
  const file = path.join(values.out, `${name}-${colorScheme}-${width}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
  await page.context().close();
}
