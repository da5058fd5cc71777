/** Gives a subscriber a new secret; the one before goes on signing beside it until its owner has changed over. */
import * as z from 'zod/mini';
import {
  DEFAULT_OVERLAP_SECONDS,
  liveSecrets,
  MAX_OVERLAP_SECONDS,
  type SigningSecret,
} from '../../core/subscriber.ts';
import { wholeNumber } from '../schema/fields.ts';
import { changeKnown, refuseIfDeleted } from './known-subscriber.ts';
import { newSecret } from './new-secret.ts';
import type { SubscriberParts } from './parts.ts';
import { Problem } from './problem.ts';
import { untilSeen } from './until-seen.ts';

export const ROTATION_INPUT = z
  .strictObject(
    {
      overlapSeconds: z.optional(
        wholeNumber(0, MAX_OVERLAP_SECONDS).check(
          z.describe(`How long the secret before goes on signing beside the new one (${DEFAULT_OVERLAP_SECONDS})`),
        ),
      ),
    },
    'must be an object',
  )
  .check(z.meta({ id: 'RotationInput' }));

export interface Rotated {
  /** In this answer, and in no other one after it. */
  readonly secret?: string;
  readonly publicKey?: string;
  readonly previousExpiresAt: string;
}

/** Rotations that come faster than their overlaps end pile secrets up. */
const MAX_LIVE_SECRETS = 5;

/** Answers once every function signs with the new secret: from the moment anybody can know it, it is valid. */
export async function rotateSecret(
  id: string,
  { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: z.output<typeof ROTATION_INPUT>,
  parts: SubscriberParts,
): Promise<Rotated> {
  const now = new Date();
  const expires = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  let answer: Rotated = { previousExpiresAt: expires };
  await changeKnown(
    id,
    parts.subscribers,
    async (current) => {
      refuseIfDeleted(current);
      const { signing, secrets } = current;
      if (overlapSeconds > 0) refuseTooMany(id, liveSecrets(secrets, now.getTime()));
      const { kept, secret } = await newSecret(id, signing, parts, now);
      const { publicKey } = kept;
      answer = {
        ...answer,
        ...(secret === undefined ? {} : { secret }),
        ...(publicKey === undefined ? {} : { publicKey }),
      };
      return { secrets: withSuccessor(secrets, kept, overlapSeconds, now) };
    },
    now,
  );
  await untilSeen();
  return answer;
}

/** Each signs every webhook. */
export function refuseTooMany(id: string, live: readonly SigningSecret[]): void {
  if (live.length < MAX_LIVE_SECRETS) return;
  const first = live.map(({ expiresAt = '' }) => expiresAt).sort()[1];
  const detail = `The subscriber ${id} has ${live.length} secrets that are valid: wait until ${first}, or rotate with an overlap of 0.`;
  throw new Problem('conflict', detail);
}

/** All that are live end with the overlap, those before them at their own time if that is sooner. */
export function withSuccessor(
  secrets: readonly SigningSecret[],
  successor: SigningSecret,
  overlapSeconds: number,
  now: Date,
): SigningSecret[] {
  const end = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  const before = liveSecrets(secrets, now.getTime()).map((secret) => ({
    ...secret,
    expiresAt: secret.expiresAt !== undefined && secret.expiresAt < end ? secret.expiresAt : end,
  }));
  return [successor, ...(overlapSeconds === 0 ? [] : before)];
}
