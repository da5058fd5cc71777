/** Before all tests: the stack they run on, synthesized once, so that parallel files need not each do it. */
import { synthesize } from '../local/synthesize.ts';

export default async function setup(): Promise<void> {
  await synthesize('local');
}
