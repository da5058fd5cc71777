/** What does a template get of a subscriber's secrets? What the endpoint needs to verify. */
import type { Subscriber } from '../../core/subscriber.ts';
import type { Sealer } from '../secrets/sealer.ts';

/**
 * Opened for every answer, not only the first: CloudFormation asks an updated resource for all its attributes again, and
 * a template that hands the secret on would fail without it.
 */
export async function secretData({ id, secrets }: Subscriber, sealer: Sealer): Promise<Record<string, string>> {
  const [newest] = secrets;
  if (!newest) return {};
  if (newest.publicKey !== undefined) return { PublicKey: newest.publicKey };
  return { Secret: await sealer.open({ subscriberId: id }, newest.sealed) };
}
