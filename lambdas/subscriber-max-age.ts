/** For how long may a function act on what it knew of a subscriber? */

/**
 * A change is seen by every execution environment within this time. Short for the sake of rotation: the API keeps a new
 * secret back for this long and a little more, so that from the moment anybody can know it every function signs with it.
 */
export const SUBSCRIBER_MAX_AGE_MS = 2_000;
