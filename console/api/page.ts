/** A page of a list, as the API answers it. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string;
}
