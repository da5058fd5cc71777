/** How is a subscriber declared? */
import type { RetrySchedule } from '../core/retry-schedule.ts';
import type { Signing, SubscriberMode } from '../core/subscriber.ts';
import type { JsonObject } from '../core/subscriber-pattern.ts';
import type { BodyFormat } from '../core/webhook-body.ts';

export interface WebhookSubscriberProps {
  /** The stage of Fanfare it subscribes to, in the same account and region. */
  readonly stage: string;
  /** What people call it. */
  readonly name: string;
  /**
   * The endpoint that is called.
   * @default none: only where `mode` is `pull`
   */
  readonly url?: string;
  /**
   * `push` posts to `url`; with `pull` its owner fetches.
   * @default push
   */
  readonly mode?: SubscriberMode;
  /** `invoice.paid`; `invoice.*` for all that begin so; `*` for everything but Fanfare's own events. */
  readonly eventTypes: readonly string[];
  /**
   * That tenant's events and no others. Another tenant makes another subscriber, with another secret.
   * @default every tenant's
   */
  readonly tenant?: string;
  /**
   * The one version of its events' schema it takes; events that name none are of version 1.
   * @default every version
   */
  readonly schemaVersion?: string;
  /**
   * An EventBridge pattern on the event's `detail`.
   * @default none
   */
  readonly filter?: JsonObject;
  /**
   * `standard` is `{"type","timestamp","data"}`, `raw` the detail as it is.
   * @default standard
   */
  readonly format?: BodyFormat;
  /**
   * `hmac-sha256` signs with a shared secret, `ed25519` with a key pair. Another one makes another subscriber.
   * @default hmac-sha256
   */
  readonly signing?: Signing;
  /**
   * Sent with every webhook. Values stand in the template: for a secret one use a `CfnParameter` with `noEcho`.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Seconds between attempts: 1 to 20 waits, each at most a day, together at most 12 days.
   * @default ten attempts over about 75 hours
   */
  readonly retrySchedule?: RetrySchedule;
  /**
   * How long the endpoint may take to answer, 1 to 30; how long a puller may take to acknowledge, 1 to 43200.
   * @default 15; 30 for a puller
   */
  readonly timeoutSeconds?: number;
  /**
   * Batches of ten deliveries under way at once, 2 to 1000.
   * @default 5
   */
  readonly maxConcurrency?: number;
  /** @default none */
  readonly description?: string;
  /**
   * Yours, as it is; `aws:…` is taken.
   * @default none
   */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Whether it is deleted even while dead letters wait, which are lost then. Without it such a deletion fails.
   * @default false
   */
  readonly forceDelete?: boolean;
}
