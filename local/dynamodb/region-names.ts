/** How does a database that calls its region `dynoxide` or `ddblocal` appear to be in ours? */
import { REGION } from '../aws/service.ts';

export interface RegionNames {
  /** The text of a request, its ARNs in the database's own region. */
  inward(text: string): string;
  /** The text of an answer, its ARNs in our region. */
  outward(text: string): string;
}

const OUTER = `arn:aws:dynamodb:${REGION}:`;

/** Learns the database's region from its answers; until then ARNs go in as they are (dynoxide ignores their region). */
export function createRegionNames(): RegionNames {
  let inner = OUTER;
  return {
    inward: (text) => text.replaceAll(OUTER, inner),
    outward: (text) =>
      text.replaceAll(/arn:aws:(dynamodb|kms):([a-z0-9-]+):/g, (arn, service: string) => {
        if (service === 'dynamodb') inner = arn;
        return `arn:aws:${service}:${REGION}:`;
      }),
  };
}

/**
 * Stream records hold customers' data, in which nothing may be replaced but the record's own field. The match is safe:
 * inside an item this name is followed by a typed value, an object, and inside a string its quotes are escaped.
 */
export function renameRecordRegion(text: string): string {
  return text.replaceAll(/"awsRegion":\s*"[^"]*"/g, `"awsRegion":"${REGION}"`);
}
