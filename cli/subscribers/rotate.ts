/** `subscribers rotate`: a new secret; the one before goes on signing beside it for a while. */

import { printable } from '../../core/printable.ts';
import { path } from '../api/api-client.ts';
import { confirm } from '../output/confirm.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from './find-subscriber.ts';
import { noteSecret } from './show-secret.ts';
import { nameOf } from './subscriber-view.ts';

interface RotateOptions {
  /** Seconds. */
  readonly overlap?: number;
  readonly yes?: boolean;
}

interface Rotated {
  readonly secret?: string;
  readonly publicKey?: string;
  readonly previousExpiresAt: string;
}

export async function rotateSecret(session: Session, named: string, { overlap, yes }: RotateOptions): Promise<void> {
  const api = await session.api();
  const subscriber = await findSubscriber(api, named);
  if (overlap === 0 && session.out.canAsk && !yes) {
    const name = printable(nameOf(subscriber));
    await confirm(`From now on webhooks to ${name} fail its check until it has the new secret. Go on?`);
  }
  const body = overlap === undefined ? undefined : { overlapSeconds: overlap };
  const rotated = await api.post<Rotated>(path`/v1/subscribers/${subscriber.id}/secrets`, body);
  if (session.isJson) return session.out.json(rotated);
  const { secret, publicKey, previousExpiresAt } = rotated;
  session.out.fields({ id: subscriber.id, secret, publicKey, previousExpiresAt });
  if (secret !== undefined) noteSecret(session, subscriber.id);
}
