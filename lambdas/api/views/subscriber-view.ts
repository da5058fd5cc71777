/** What does the API show of a subscriber? Never a secret, and nothing of how the record is kept. */
import * as z from 'zod/mini';
import { liveSecrets, SUBSCRIBER_STATUSES, type Subscriber } from '../../../core/subscriber.ts';
import { settingFields } from '../../subscribers/subscriber-input.ts';

const d = z.describe;
const time = () => z.string().check(z.meta({ format: 'date-time' }));

const FAULTS = z.array(z.strictObject({ path: z.string(), message: z.string() }));

/** Apart from `queue`, which only the answer about one subscriber has. */
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

const secret = z.optional(z.string().check(d('Its signing secret: in this answer, and in no other one after it')));
const warnings = z.optional(FAULTS.check(d('What is allowed, but may be a mistake')));

export const SUBSCRIBER = z.strictObject(FIELDS).check(z.meta({ id: 'Subscriber' }));
export const SUBSCRIBER_WITH_QUEUE = z
  .strictObject({ ...FIELDS, queue: QUEUE })
  .check(z.meta({ id: 'SubscriberWithQueue' }));
export const CHANGED_SUBSCRIBER = z
  .strictObject({ ...FIELDS, secret, warnings })
  .check(z.meta({ id: 'ChangedSubscriber' }));

export function subscriberView(subscriber: Subscriber): object {
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

/** After a registration or a change. */
export function changedSubscriberView(changed: {
  readonly subscriber: Subscriber;
  readonly secret?: string;
  readonly warnings: readonly object[];
}): object {
  const { subscriber, secret: shown, warnings: found } = changed;
  return {
    ...subscriberView(subscriber),
    ...(shown === undefined ? {} : { secret: shown }),
    ...(found.length === 0 ? {} : { warnings: found }),
  };
}
