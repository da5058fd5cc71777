/** Registers what is declared, and waits until it is active. What cannot be made is removed again. */
import { createHash } from 'node:crypto';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Answer } from '../custom-resource/respond.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { registerSubscriber } from '../subscribers/register-subscriber.ts';
import type { Declared } from './declaration.ts';
import type { DeclareParts } from './parts.ts';
import { secretData } from './secret-data.ts';
import { sentenceOf, settled } from './settled.ts';
import { unlessGone } from './strays.ts';

export async function registerDeclared(
  event: CloudFormationCustomResourceEvent,
  declared: Declared,
  parts: DeclareParts,
): Promise<Answer> {
  const { subscriber } = await registerSubscriber(declared, parts, keyOf(event));
  const answer = await made(subscriber.id, parts);
  if (answer.status === 'SUCCESS') return answer;
  await deleteSubscriber(subscriber.id, { force: true }, parts).catch(unlessGone);
  // Known to CloudFormation, which will then see to it that this one is gone; in an update the old one stays.
  return event.RequestType === 'Create' ? { ...answer, physicalId: subscriber.id } : answer;
}

/** The same for every copy of a request: Lambda and CloudFormation may both send one again. */
function keyOf({ StackId, LogicalResourceId, RequestId }: CloudFormationCustomResourceEvent): string {
  // A digest, for together they can be longer than a key may be.
  const request = ['cfn', StackId, LogicalResourceId, RequestId].join(':');
  return `cfn:${createHash('sha256').update(request).digest('base64url')}`;
}

/** Waits until a subscriber is as it was asked for. */
export async function made(id: string, { subscribers, sealer, deadlineMs }: DeclareParts): Promise<Answer> {
  const how = await settled(id, subscribers, deadlineMs);
  if (how.kind !== 'made') return { status: 'FAILED', reason: sentenceOf(id, how, 'made') };
  const data = { SubscriberId: id, ...(await secretData(how.subscriber, sealer)) };
  const reason = `The subscriber is ${how.subscriber.status}.`;
  return { status: 'SUCCESS', reason, physicalId: id, data, noEcho: true };
}
