/** AWS::SQS::Queue, AWS::SQS::QueuePolicy */
import { ACCOUNT, AwsError, type Json, type JsonService, PLATFORM_CALL, REGION } from '../../aws/service.ts';
import type { MakeResource } from '../make-resource.ts';

export const makeQueue: MakeResource = async (logicalId, properties, { account, stackName }) => {
  const { QueueName, Tags: _, ...rest } = properties;
  const name = String(QueueName ?? `${stackName}-${logicalId}`);
  const attributes = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, attributeText(value)]));
  const url = await ensureQueue(account.sqs, name, attributes);
  return { ref: url, attributes: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`, QueueName: name } };
};

/** Attributes are texts to SQS; a template writes numbers, booleans and objects. */
function attributeText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function ensureQueue(sqs: JsonService, name: string, attributes: Record<string, string>): Promise<string> {
  const call = (action: string, input: Json) => sqs.handle(action, input, PLATFORM_CALL);
  try {
    const { QueueUrl } = await call('GetQueueUrl', { QueueName: name });
    await call('SetQueueAttributes', { QueueUrl, Attributes: attributes });
    return String(QueueUrl);
  } catch (error) {
    if (!(error instanceof AwsError) || !/NonExistentQueue|QueueDoesNotExist/.test(error.code)) throw error;
    const { QueueUrl } = await call('CreateQueue', { QueueName: name, Attributes: attributes });
    return String(QueueUrl);
  }
}

export const makeQueuePolicy: MakeResource = async (logicalId, { PolicyDocument, Queues }, { account }) => {
  for (const QueueUrl of Queues as string[]) {
    const Attributes = { Policy: JSON.stringify(PolicyDocument) };
    await account.sqs.handle('SetQueueAttributes', { QueueUrl, Attributes }, PLATFORM_CALL);
  }
  return { ref: logicalId };
};
