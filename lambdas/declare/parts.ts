/** What does a declaration need? The operations' own parts, and how long it may wait for them. */
import type { SubscriberParts } from '../subscribers/parts.ts';

export interface DeclareParts extends SubscriberParts {
  /** The answer must be given after it. */
  readonly deadlineMs: number;
}
