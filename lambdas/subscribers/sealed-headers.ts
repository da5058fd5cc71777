/** How are the headers a subscriber wants kept? Sealed; their names and a digest tell what they are. */
import { headersDigest } from '../../core/custom-headers.ts';
import type { CustomHeaders } from '../../core/subscriber.ts';
import type { Sealer } from '../secrets/sealer.ts';

/** `undefined` where there are none. Answers `kept` itself where it holds these very headers. */
export async function sealedHeaders(
  subscriberId: string,
  headers: Readonly<Record<string, string>> | undefined,
  { sealer, keyId }: { sealer: Sealer; keyId: string },
  kept?: CustomHeaders,
): Promise<CustomHeaders | undefined> {
  if (!headers || Object.keys(headers).length === 0) return undefined;
  const digest = headersDigest(headers, subscriberId);
  if (kept?.digest === digest) return kept;
  const sealed = await sealer.seal(keyId, { subscriberId }, JSON.stringify(headers));
  return { names: Object.keys(headers), sealed, digest };
}
