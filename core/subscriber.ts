/** What is a subscriber? Who registered: an endpoint, what it wants, its secrets, its state. */

import type { RetrySchedule } from './retry-schedule.ts';
import type { JsonObject } from './subscriber-pattern.ts';
import type { BodyFormat } from './webhook-body.ts';

/** What its owner asked for. */
export type DesiredState = 'active' | 'paused' | 'disabled' | 'deleted';

/** Where it stands: provisioning → active ⇄ paused → deleting; active → disabled; failed says why. */
export const SUBSCRIBER_STATUSES = ['provisioning', 'active', 'paused', 'disabled', 'deleting', 'failed'] as const;
export type SubscriberStatus = (typeof SUBSCRIBER_STATUSES)[number];

/** How events reach it: posted to its endpoint, or fetched by whoever cannot be called. */
export const SUBSCRIBER_MODES = ['push', 'pull'] as const;
export type SubscriberMode = (typeof SUBSCRIBER_MODES)[number];

/** How its webhooks are signed: `hmac-sha256` with a shared secret (`v1`), `ed25519` with a key pair (`v1a`). */
export const SIGNINGS = ['hmac-sha256', 'ed25519'] as const;
export type Signing = (typeof SIGNINGS)[number];
export const DEFAULT_SIGNING: Signing = 'hmac-sha256';

/** The settings a subscriber is registered with, as they are kept: custom headers apart, for they are secret. */
export interface SubscriberSettings {
  readonly name: string;
  /** Absent where `mode` is `pull`. */
  readonly url?: string;
  /** @default push */
  readonly mode?: SubscriberMode;
  readonly eventTypes: readonly string[];
  readonly tenant?: string;
  /** The one version of its events' schema it takes; absent: every version. */
  readonly schemaVersion?: string;
  readonly filter?: JsonObject;
  readonly format?: BodyFormat;
  /** @default DEFAULT_SIGNING */
  readonly signing?: Signing;
  readonly retrySchedule?: RetrySchedule;
  readonly timeoutSeconds?: number;
  readonly maxConcurrency?: number;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A signing secret (`whsec_…`, or the private key `whsk_…`), sealed for this subscriber. */
export interface SigningSecret {
  readonly sealed: string;
  /** The public half (`whpk_…`) of a key pair. */
  readonly publicKey?: string;
  readonly createdAt: string;
  /** It signs until then, beside its successor; the newest has no end. */
  readonly expiresAt?: string;
}

/** The headers its owner wants on every webhook, sealed; only their names are shown. */
export interface CustomHeaders {
  readonly names: readonly string[];
  readonly sealed: string;
  /** Tells whoever knows the headers whether they are these: `headersDigest` of them. */
  readonly digest: string;
}

export interface Failure {
  /** The step that failed: `queue`, `mapping`, `rule`, … */
  readonly step: string;
  readonly message: string;
  readonly at: string;
}

/** What the sweep found missing or changed, and had made anew. */
export interface Drift {
  readonly steps: readonly string[];
  readonly at: string;
}

export interface Subscriber extends SubscriberSettings {
  readonly id: string;
  readonly desired: DesiredState;
  readonly status: SubscriberStatus;
  /** Newest first. Those that have expired may still stand here: ask `liveSecrets`. */
  readonly secrets: readonly SigningSecret[];
  readonly headers?: CustomHeaders;
  /** Rises with every change of what is desired; the lock of optimistic locking. */
  readonly version: number;
  /** Why it is `failed`. */
  readonly failure?: Failure;
  /** Why it is `disabled`: `endpoint-gone`, or `operator`. */
  readonly disabledReason?: string;
  /** Since when it is `disabled`: what was published since then it has missed. */
  readonly disabledAt?: string;
  /** The last time its resources were not as they should be. */
  readonly drift?: Drift;
  /** When CloudFormation, for whose stack it was made, was told of it. */
  readonly declaredAt?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function signingOf({ signing = DEFAULT_SIGNING }: Pick<SubscriberSettings, 'signing'>): Signing {
  return signing;
}

/** The secrets that sign at a time, newest first. */
export function liveSecrets(secrets: readonly SigningSecret[], nowMs: number): SigningSecret[] {
  return secrets.filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > nowMs);
}

/** How long an endpoint may take to answer, connect to last byte. */
export const DEFAULT_TIMEOUT_SECONDS = 15;
export const MAX_TIMEOUT_SECONDS = 30;

/** How long a puller has to acknowledge what it was handed, before that is handed out again. */
export const DEFAULT_ACKNOWLEDGE_SECONDS = 30;
/** SQS hides a message for at most 12 hours. */
export const MAX_ACKNOWLEDGE_SECONDS = 43_200;

/** How long a replaced secret goes on signing beside its successor. */
export const DEFAULT_OVERLAP_SECONDS = 86_400;
export const MAX_OVERLAP_SECONDS = 7 * 86_400;

/** Batches of ten deliveries under way at once, so up to fifty POSTs. */
export const DEFAULT_MAX_CONCURRENCY = 5;

/** How long a setting may be, in characters, or how many there may be of it. */
export const MAX_NAME_LENGTH = 128;
export const MAX_TENANT_LENGTH = 256;
export const MAX_DESCRIPTION_LENGTH = 1024;
export const MAX_EVENT_TYPES = 100;
/** A record stays far under DynamoDB's 400 KB. */
export const MAX_METADATA = { fields: 50, nameLength: 64, valueLength: 512 } as const;

/** What SQS takes as the most batches at once. */
export const CONCURRENCY_RANGE = { min: 2, max: 1000 } as const;
