/** The rule that routes a subscriber's events to its queue. */
import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import type { RulePlan, TargetPlan } from '../../core/provision-plan.ts';
import type { Surroundings } from './surroundings.ts';

/** The id of the one target that is ours. */
export const TARGET_ID = 'queue';

export class SubscriberRule {
  readonly #events: EventBridgeClient;
  readonly #around: Surroundings;

  constructor(events: EventBridgeClient, around: Surroundings) {
    this.#events = events;
    this.#around = around;
  }

  async ensure(name: string, { enabled, pattern }: RulePlan, tags: Record<string, string>): Promise<void> {
    await this.#events.send(
      new PutRuleCommand({
        Name: name,
        EventBusName: this.#around.bus,
        EventPattern: JSON.stringify(pattern),
        State: enabled ? 'ENABLED' : 'DISABLED',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  }

  async ensureTarget(name: string, { arn, deadLetterArn }: TargetPlan): Promise<void> {
    const answer = await this.#events.send(
      new PutTargetsCommand({
        Rule: name,
        EventBusName: this.#around.bus,
        Targets: [{ Id: TARGET_ID, Arn: arn, DeadLetterConfig: { Arn: deadLetterArn } }],
      }),
    );
    const [failed] = answer.FailedEntries ?? [];
    if (failed) throw new Error(`EventBridge refused the target: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
  }

  async removeTarget(name: string): Promise<void> {
    await ignoringAbsence(() =>
      this.#events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: this.#around.bus, Ids: [TARGET_ID] })),
    );
  }

  async remove(name: string): Promise<void> {
    await ignoringAbsence(() =>
      this.#events.send(new DeleteRuleCommand({ Name: name, EventBusName: this.#around.bus })),
    );
  }
}

async function ignoringAbsence(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
