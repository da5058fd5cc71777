/** What does the API show of a subscriber? Never a secret, and nothing of how the record is kept. */
import * as z from 'zod/mini';
import { liveSecrets, SUBSCRIBER_STATUSES, type Subscriber } from '../../../core/subscriber.ts';
import type { SubscriberState } from '../../overview/subscriber-states.ts';
import type { Enabled } from '../../replays/enable-subscriber.ts';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';
import { settingFields } from '../../subscribers/subscriber-input.ts';
import { HEALTH } from './health-view.ts';
import { REPLAY, replayView } from './replay-view.ts';

const d = z.describe;

const FAULTS = z.array(z.strictObject({ path: z.string(), message: z.string() }));

/** Apart from its present state, which is told where one is read, or where a list is asked for it. */
const FIELDS = {
  id: z.string().check(z.meta({ pattern: '^sub_[0-9a-f]{32}$' })),
  ...settingFields(),
  headerNames: z.optional(z.array(z.string()).check(d('The names of its custom headers'))),
  headersDigest: z.optional(z.string().check(d('Tells whoever knows the headers whether they are these'))),
  status: z.enum(SUBSCRIBER_STATUSES),
  failure: z.optional(
    z.strictObject({ step: z.string(), message: z.string(), at: time() }).check(d('Why it is `failed`')),
  ),
  disabledReason: z.optional(z.string().check(d('Why it is `disabled`: `operator`, `endpoint-gone`'))),
  disabledAt: z.optional(time().check(d('Since when it is `disabled`: what was published since then it has missed'))),
  drift: z.optional(
    z
      .strictObject({ steps: z.array(z.string()), at: time() })
      .check(d('When its resources were last found not to be as they should, and which')),
  ),
  publicKey: z.optional(z.string().check(d('What `v1a` signatures are checked with: `whpk_…`'))),
  signingKeys: z
    .array(z.strictObject({ createdAt: time(), expiresAt: z.optional(time()), publicKey: z.optional(z.string()) }))
    .check(d('What signs now, newest first')),
  version: z.int().check(d('Rises with every change')),
  createdAt: time(),
  updatedAt: time(),
};

const QUEUE = z
  .strictObject({ depth: z.int(), inFlight: z.int(), deadLetters: z.int() })
  .check(d('Waiting; being delivered or waiting for the next attempt; dead letters. SQS counts approximately'));

const RECENT = z
  .strictObject({ deliveries: z.int(), delivered: z.int(), pending: z.int(), dead: z.int() })
  .check(d('The newest of its log, at most 100, by what became of them'));

const FAILING = { failing: z.optional(HEALTH).check(d('Absent where its endpoint does not fail')) };
const OLDEST = { oldestPendingAt: z.optional(time().check(d('The time of the oldest event that failed and waits'))) };

const secret = z.optional(z.string().check(d('Its signing secret: in this answer, and in no other one after it')));
const warnings = z.optional(FAULTS.check(d('What is allowed, but may be a mistake')));

export const SUBSCRIBER = z.strictObject(FIELDS).check(z.meta({ id: 'Subscriber' }));
export const SUBSCRIBER_WITH_STATE = z
  .strictObject({ ...FIELDS, queue: QUEUE, recent: RECENT, ...FAILING, ...OLDEST })
  .check(z.meta({ id: 'SubscriberWithState' }));
export const LISTED_SUBSCRIBER = z
  .strictObject({
    ...FIELDS,
    queue: z.optional(QUEUE.check(d('With `include=state`; absent while its queues are not there'))),
    recent: z.optional(RECENT.check(d('With `include=state`'))),
    ...FAILING,
    ...OLDEST,
  })
  .check(z.meta({ id: 'ListedSubscriber' }));
export const CHANGED_SUBSCRIBER = z
  .strictObject({ ...FIELDS, secret, warnings })
  .check(z.meta({ id: 'ChangedSubscriber' }));
export const ENABLED_SUBSCRIBER = z
  .strictObject({ ...FIELDS, replay: z.optional(REPLAY).check(d('What brings back the events it missed')) })
  .check(z.meta({ id: 'EnabledSubscriber' }));

export type SubscriberView = Shown<typeof SUBSCRIBER>;
export type SubscriberWithStateView = Shown<typeof SUBSCRIBER_WITH_STATE>;
export type ListedSubscriberView = Shown<typeof LISTED_SUBSCRIBER>;
export type ChangedSubscriberView = Shown<typeof CHANGED_SUBSCRIBER>;
export type EnabledSubscriberView = Shown<typeof ENABLED_SUBSCRIBER>;
export type SubscriberStateView = Pick<ListedSubscriberView, 'queue' | 'recent' | 'failing' | 'oldestPendingAt'>;

export function subscriberView(subscriber: Subscriber): SubscriberView {
  const { desired: _, declaredAt: __, secrets, headers, ...shown } = subscriber;
  const live = liveSecrets(secrets, Date.now());
  const publicKey = live[0]?.publicKey;
  return {
    ...shown,
    ...(headers ? { headerNames: headers.names, headersDigest: headers.digest } : {}),
    ...(publicKey === undefined ? {} : { publicKey }),
    signingKeys: live.map(({ sealed: ___, ...key }) => key),
  };
}

/** How it does now, where that was asked for. */
export function stateView(state: SubscriberState | undefined): SubscriberStateView {
  if (!state?.failing) return state ?? {};
  const { subscriberId: _, ...failing } = state.failing;
  return { ...state, failing };
}

export function enabledSubscriberView({ subscriber, replay }: Enabled): EnabledSubscriberView {
  return { ...subscriberView(subscriber), ...(replay ? { replay: replayView(replay) } : {}) };
}

/** After a registration or a change. */
export function changedSubscriberView(changed: {
  readonly subscriber: Subscriber;
  readonly secret?: string;
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}): ChangedSubscriberView {
  const { subscriber, secret: shown, warnings: found } = changed;
  return {
    ...subscriberView(subscriber),
    ...(shown === undefined ? {} : { secret: shown }),
    ...(found.length === 0 ? {} : { warnings: found }),
  };
}
