/** Before the browser's tests: the stack and the console, built once for all of them. */
import { buildConsole } from '../../console/serve/build-console.ts';
import { synthesize } from '../../local/synthesize.ts';

export default async function setup(): Promise<void> {
  await Promise.all([synthesize({ stage: 'local' }), buildConsole()]);
}
