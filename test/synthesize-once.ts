/** Before all tests: the stacks they run on, synthesized once, so that parallel files need not each do it. */
import { synthesize } from '../local/synthesize.ts';

export default async function setup(): Promise<void> {
  await synthesize({ stage: 'local' });
  // A stage with the rules of those that are deployed, for the tests of what these refuse.
  await synthesize({ stage: 'strict' });
}
