/** What stands around a subscriber's resources: the stage, its bus, the function that delivers. */
import type { ProvisionEnv } from './env.ts';

export class Surroundings {
  readonly stage: string;
  readonly bus: string;
  readonly tenantField: string;
  readonly deliverFunctionArn: string;
  readonly deliverTimeoutSeconds: number;
  readonly platformQueueArn: string;

  constructor(env: ProvisionEnv) {
    this.stage = env.STAGE;
    this.bus = env.EVENT_BUS_NAME;
    this.tenantField = env.TENANT_FIELD;
    this.deliverFunctionArn = env.DELIVER_FUNCTION_ARN;
    this.deliverTimeoutSeconds = Number(env.DELIVER_TIMEOUT_SECONDS);
    this.platformQueueArn = env.PLATFORM_QUEUE_ARN;
  }

  queueArn(name: string): string {
    return this.#arn('sqs', name);
  }

  ruleArn(name: string): string {
    return this.#arn('events', `rule/${this.bus}/${name}`);
  }

  /** Partition, region and account are those of the platform's own queue. */
  #arn(service: string, resource: string): string {
    const [, partition, , region, account] = this.platformQueueArn.split(':');
    return ['arn', partition, service, region, account, resource].join(':');
  }
}
