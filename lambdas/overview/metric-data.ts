/** How are metrics read? The client is made when they are first asked for: most requests need none. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GetMetricData } from './traffic.ts';

export function metricData(): GetMetricData {
  let client: CloudWatchClient | undefined;
  return (input) => {
    client ??= new CloudWatchClient({});
    return client.send(new GetMetricDataCommand(input));
  };
}
