/** Which permissions does a call to CloudWatch need? https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudwatch.html */
import type { Permission } from './permission.ts';

/** Metrics are no resources: who may read one may read all. */
const UNBOUND_ACTIONS = new Set(['GetMetricData', 'ListMetrics']);

export function cloudwatchPermissions(action: string): Permission[] | undefined {
  return UNBOUND_ACTIONS.has(action) ? [{ action: `cloudwatch:${action}`, resource: '*' }] : undefined;
}
