/** What is to be asked again at once? After a change, all that is shown of the nouns it touched. */
import { queryClient } from '../app/query-client.ts';

/** Resolves when what is shown is fresh; a request that fails is said where it is shown. */
export async function refresh(...nouns: readonly string[]): Promise<void> {
  await Promise.all(nouns.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
}
