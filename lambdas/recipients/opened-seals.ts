/**
 * What was in a sealed text? Remembered by the text itself, which never changes its meaning: a subscriber read again
 * costs no call of KMS.
 */
import { RecentlyUsed } from './recently-used.ts';

/** Opens what was sealed for a subscriber. */
export type Open = (subscriberId: string, sealed: string) => Promise<string>;

export class OpenedSeals<V> {
  readonly #open: Open;
  readonly #read: (text: string) => V;
  readonly #values: RecentlyUsed<Promise<V>>;

  /** `read`: what to remember of the text; what it throws must not repeat it. */
  constructor(open: Open, read: (text: string) => V, capacity: number) {
    this.#open = open;
    this.#read = read;
    this.#values = new RecentlyUsed(capacity);
  }

  get(subscriberId: string, sealed: string): Promise<V> {
    // The subscriber belongs to the key: what was sealed for one stays shut for another, remembered or not.
    const key = `${subscriberId} ${sealed}`;
    const known = this.#values.get(key);
    if (known) return known;
    const opened = this.#open(subscriberId, sealed).then(this.#read);
    this.#values.set(key, opened);
    opened.catch(() => this.#values.delete(key));
    return opened;
  }
}
