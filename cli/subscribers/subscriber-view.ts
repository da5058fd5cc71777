/** What the API shows of a subscriber. */
import type { Drift, Failure, SubscriberSettings, SubscriberStatus } from '../../core/subscriber.ts';
import type { SubscriberStateView } from '../../lambdas/api/views/subscriber-view.ts';
import type { Fault } from '../refusal.ts';

/** Its present state is only there where one is asked for. */
export interface SubscriberView extends SubscriberSettings, SubscriberStateView {
  readonly id: string;
  readonly status: SubscriberStatus;
  readonly version: number;
  readonly headerNames?: readonly string[];
  readonly headersDigest?: string;
  readonly failure?: Failure;
  readonly disabledReason?: string;
  readonly disabledAt?: string;
  readonly drift?: Drift;
  readonly publicKey?: string;
  readonly signingKeys: readonly { readonly createdAt: string; readonly expiresAt?: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
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
