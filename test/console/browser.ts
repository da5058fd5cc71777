/** A browser as operators use one: the Chromium of a package, driven by its protocol; pages tell what went wrong in them. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page that keeps what its console said: a fault nobody sees is still one. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors, warnings of the content security policy, and requests that failed. */
  readonly faults: readonly string[];
}

/** Start it once a file; it takes about a second. */
export async function startBrowser(): Promise<Browser> {
  // The package brings the libraries that a bare machine lacks, where it believes to be on Lambda.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x';
  const [{ default: chromium }, { chromium: driver }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  const path = await chromium.executablePath();
  // Not the package's own arguments: with one process for all, closing a page ends the browser.
  return driver.launch({ executablePath: path, args: ['--no-sandbox', '--headless=shell', '--disable-gpu'] });
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text().slice(0, 300)));
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(url);
  return { page, faults };
}
