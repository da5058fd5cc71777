/** What does a declaration need? The operations' own parts, which stage it is, and how long it may wait. */
import type { SubscriberParts } from '../subscribers/parts.ts';

export interface DeclareParts extends SubscriberParts {
  readonly stage: string;
  /** The answer must be given after it. */
  readonly deadlineMs: number;
}
