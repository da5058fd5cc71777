/** Up to which record is everything done with, when records finish out of order? */

export class Watermark {
  /** Ids in the order they were read, from the first that is not done. */
  readonly #open: string[] = [];
  readonly #done = new Set<string>();

  add(id: string): void {
    this.#open.push(id);
  }

  /** Marks records as done; answers the id everything up to which is done with now, if that moved. */
  finish(ids: readonly string[]): string | undefined {
    for (const id of ids) this.#done.add(id);
    const firstOpen = this.#open.findIndex((id) => !this.#done.has(id));
    const finished = this.#open.splice(0, firstOpen === -1 ? this.#open.length : firstOpen);
    for (const id of finished) this.#done.delete(id);
    return finished.at(-1);
  }
}
