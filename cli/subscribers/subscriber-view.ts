/** What the API shows of a subscriber. */
import type { Drift, Failure, SubscriberSettings, SubscriberStatus } from '../../core/subscriber.ts';
import type { Fault } from '../refusal.ts';

export interface SubscriberView extends SubscriberSettings {
  readonly id: string;
  readonly status: SubscriberStatus;
  readonly version: number;
  readonly headerNames?: readonly string[];
  readonly headersDigest?: string;
  readonly failure?: Failure;
  readonly disabledReason?: string;
  readonly drift?: Drift;
  readonly publicKey?: string;
  readonly signingKeys: readonly { readonly createdAt: string; readonly expiresAt?: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Only where one is asked for. */
  readonly queue?: { readonly depth: number; readonly inFlight: number; readonly deadLetters: number };
}

/** The answer to a registration or a change. */
export interface ChangedSubscriberView extends SubscriberView {
  /** This once. */
  readonly secret?: string;
  readonly warnings?: readonly Fault[];
}

/** As people call it: its name and its id. */
export function nameOf({ name, id }: Pick<SubscriberView, 'name' | 'id'>): string {
  return `"${name}" (${id})`;
}
