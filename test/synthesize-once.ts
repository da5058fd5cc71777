/** Before all tests: the stacks they run on, synthesized once, so that parallel files need not each do it. */
import { synthesize } from '../local/synthesize.ts';
import { OTHER_SETTINGS } from './other-settings.ts';

export default async function setup(): Promise<void> {
  await Promise.all([
    synthesize({ stage: 'local' }),
    // A stage with the rules of those that are deployed, for the tests of what these refuse.
    synthesize({ stage: 'strict' }),
  ]);
  await synthesize({ stage: 'local', settings: OTHER_SETTINGS });
}
