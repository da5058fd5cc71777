/** How is a subscriber named on the command line? As `find-subscriber.ts` finds it. */
export const NAMED = 'its id, or its name where only one is called so';
