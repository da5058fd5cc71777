/** How does an event come to a queue? As EventBridge's service principal, if the queue's policy lets that rule in. */
import { AwsError, PLATFORM_CALL } from '../aws/service.ts';
import { isAllowed, type PolicyDocument } from '../iam/policy.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { Deliver } from './delivery.ts';

export function deliverToQueue(sqs: Sqs): Deliver {
  const letsIn = policyCheck();
  return async ({ arn, ruleArn, SqsParameters }, event, attributes = {}) => {
    const queue = sqs.queueByArn(arn);
    if (!queue) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', `There is no queue ${arn}.`);
    if (!letsIn(queue.policy, arn, ruleArn)) {
      throw new AwsError('AccessDenied', `The policy of ${arn} does not let ${ruleArn} send to it.`, { status: 403 });
    }
    const { MessageGroupId } = SqsParameters ?? {};
    const input = {
      QueueUrl: queue.url,
      MessageBody: event,
      ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    };
    await sqs.handle('SendMessage', input, PLATFORM_CALL);
  };
}

/** Evaluated once for each policy, queue and rule: it is asked for every event. */
function policyCheck(): (policy: string | undefined, queueArn: string, ruleArn: string) => boolean {
  const known = new Map<string, boolean>();
  return (policy, queueArn, ruleArn) => {
    if (policy === undefined) return false;
    const question = `${queueArn} ${ruleArn} ${policy}`;
    const answer = known.get(question) ?? evaluate(policy, queueArn, ruleArn);
    known.set(question, answer);
    return answer;
  };
}

function evaluate(policy: string, queueArn: string, ruleArn: string): boolean {
  const request = {
    action: 'sqs:SendMessage',
    resource: queueArn,
    principal: { Service: 'events.amazonaws.com' },
    context: { 'aws:SourceArn': ruleArn, 'aws:SecureTransport': 'true' },
  };
  return isAllowed([JSON.parse(policy) as PolicyDocument], request) === 'allowed';
}
