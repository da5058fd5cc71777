/** What is a subscriber? Who registered: an endpoint, what it wants, its secrets, its state. */

import type { RetrySchedule } from './retry-schedule.ts';
import type { JsonObject } from './subscriber-pattern.ts';
import type { BodyFormat } from './webhook-body.ts';

/** What its owner asked for. */
export type DesiredState = 'active' | 'paused' | 'disabled' | 'deleted';

/** Where it stands: provisioning → active ⇄ paused → deleting; active → disabled; failed says why. */
export const SUBSCRIBER_STATUSES = ['provisioning', 'active', 'paused', 'disabled', 'deleting', 'failed'] as const;
export type SubscriberStatus = (typeof SUBSCRIBER_STATUSES)[number];

/** The settings a subscriber is registered with. */
export interface SubscriberSettings {
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly tenant?: string;
  readonly filter?: JsonObject;
  readonly format?: BodyFormat;
  readonly retrySchedule?: RetrySchedule;
  readonly timeoutSeconds?: number;
  readonly maxConcurrency?: number;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Failure {
  /** The step that failed: `queue`, `mapping`, `rule`, … */
  readonly step: string;
  readonly message: string;
  readonly at: string;
}

export interface Subscriber extends SubscriberSettings {
  readonly id: string;
  readonly desired: DesiredState;
  readonly status: SubscriberStatus;
  /** Secrets under the stack's KMS key, base64; encryption context: the subscriber's id. */
  readonly encryptedSecrets: readonly string[];
  /** Rises with every change of what is desired; the lock of optimistic locking. */
  readonly version: number;
  /** Why it is `failed`. */
  readonly failure?: Failure;
  /** Why it is `disabled`, when nobody asked: `endpoint-gone`. */
  readonly disabledReason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** How long an endpoint may take to answer, connect to last byte. */
export const DEFAULT_TIMEOUT_SECONDS = 15;
export const MAX_TIMEOUT_SECONDS = 30;

/** Batches of ten deliveries under way at once, so up to fifty POSTs. */
export const DEFAULT_MAX_CONCURRENCY = 5;
