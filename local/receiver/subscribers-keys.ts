/** With which keys are webhooks to this machine's demo receiver signed? Those of the subscribers that name it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { liveSecrets, type Subscriber } from '../../core/subscriber.ts';
import { SubscriberRecords } from '../../lambdas/records/subscriber-records.ts';
import { Sealer } from '../../lambdas/secrets/sealer.ts';
import { PLATFORM_CALL, REGION } from '../aws/service.ts';

const PAGE = 100;

/** Reads them anew each time: subscribers come and go, and rotate. The endpoint is the local AWS one. */
export function subscribersKeys(endpoint: string, table: string): (receiverUrl: string) => Promise<string[]> {
  const credentials = { accessKeyId: PLATFORM_CALL.accessKeyId, secretAccessKey: 'none' };
  const config = { endpoint, region: REGION, credentials };
  const records = new SubscriberRecords(DynamoDBDocumentClient.from(new DynamoDBClient(config)), table);
  const sealer = new Sealer(new KMSClient(config));
  return async (receiverUrl) => {
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await records.list({ q: receiverUrl }, PAGE, after);
      keys.push(...(await Promise.all(items.map((subscriber) => keysOf(subscriber, sealer)))).flat());
      after = next;
    } while (after !== undefined);
    return keys;
  };
}

function keysOf({ id, secrets }: Subscriber, sealer: Sealer): Promise<string[]> {
  const live = liveSecrets(secrets, Date.now());
  return Promise.all(live.map(({ publicKey, sealed }) => publicKey ?? sealer.open({ subscriberId: id }, sealed)));
}
