/** What the command line itself refuses, in a sentence that says what to do. */

/** `usage`: asked wrongly. `not-found`: what was named is not there. `failed`: it could not be done. */
export type RefusalKind = 'usage' | 'not-found' | 'failed';

/** One of several things that are wrong, and where. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly errors: readonly Fault[];

  constructor(kind: RefusalKind, message: string, errors: readonly Fault[] = []) {
    super(message);
    this.kind = kind;
    this.errors = errors;
  }
}

/** Stopped by its user before it was done: by Ctrl-C, or by a no. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
