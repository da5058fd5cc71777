/** What stands around a subscriber's resources: the stage, its bus, the function that delivers. */
import { type ProvisionPlan, provisionPlan } from '../../core/provision-plan.ts';
import { subscriberResourceNames } from '../../core/stage.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import type { PatternFields } from '../../core/subscriber-pattern.ts';
import type { ResourcesEnv } from './env.ts';

export class Surroundings {
  readonly stage: string;
  readonly bus: string;
  readonly #patternFields: PatternFields;
  readonly deliverFunctionArn: string;
  readonly deliverTimeoutSeconds: number;
  readonly platformQueueArn: string;

  constructor(env: ResourcesEnv) {
    this.stage = env.STAGE;
    this.bus = env.EVENT_BUS_NAME;
    this.#patternFields = { tenantField: env.TENANT_FIELD, schemaVersionField: env.SCHEMA_VERSION_FIELD };
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

  /** What a subscriber desires of its resources. */
  planOf(subscriber: Subscriber): ProvisionPlan {
    const { queue } = subscriberResourceNames(this.stage, subscriber.id);
    const target = { arn: this.queueArn(queue), deadLetterArn: this.platformQueueArn };
    return provisionPlan(subscriber, this.#patternFields, target);
  }

  /** Partition, region and account are those of the platform's own queue. */
  #arn(service: string, resource: string): string {
    const [, partition, , region, account] = this.platformQueueArn.split(':');
    return ['arn', partition, service, region, account, resource].join(':');
  }
}
