/** What is refused, and why: thrown where a rule says no, answered in one place by whoever was asked. */
import type { FieldFault } from '../../core/subscriber-pattern.ts';

export type ProblemKind = 'invalid' | 'not-found' | 'conflict' | 'version-mismatch' | 'too-large' | 'fault';

export interface ProblemFacts {
  /** The fields at fault, by their dotted paths. */
  readonly errors?: readonly FieldFault[];
  /** The subscriber's present version, where another one was expected. */
  readonly version?: number;
}

/** A refusal on its way to the client. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly facts: ProblemFacts;
  constructor(kind: ProblemKind, detail: string, facts: ProblemFacts = {}) {
    super(detail);
    this.name = 'Problem';
    this.kind = kind;
    this.facts = facts;
  }
}

/** A problem about fields of the request: the detail names the first, `errors` all. */
export function invalidFields(errors: readonly FieldFault[]): Problem {
  const [first] = errors;
  return new Problem('invalid', first ? `\`${first.path}\` ${first.message}.` : 'The request is not valid.', {
    errors,
  });
}
