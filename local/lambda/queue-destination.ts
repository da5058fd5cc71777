/** Where is the queue an ARN names, and how does a failed invocation get there? */
import { AwsError, type Json, type JsonService, PLATFORM_CALL } from '../aws/service.ts';

/** SQS as the platform itself calls it: in process, not over HTTP. */
export type JsonServiceLike = Pick<JsonService, 'handle'>;

export function isQueueArn(arn: string): boolean {
  return /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/.test(arn);
}

/** The URL of the queue with this ARN; rejects with SQS's own error when it does not exist. */
export async function queueUrlOf(sqs: JsonServiceLike, queueArn: string): Promise<string> {
  const QueueName = queueArn.slice(queueArn.lastIndexOf(':') + 1);
  const { QueueUrl } = await sqs.handle('GetQueueUrl', { QueueName }, PLATFORM_CALL);
  return String(QueueUrl);
}

export async function sendToQueue(sqs: JsonServiceLike, queueArn: string, body: Json): Promise<void> {
  const QueueUrl = await queueUrlOf(sqs, queueArn);
  await sqs.handle('SendMessage', { QueueUrl, MessageBody: JSON.stringify(body) }, PLATFORM_CALL);
}

/** The queue of a `DestinationConfig`'s `OnFailure`, if it has one. Only queues are destinations here. */
export function failureQueue(config: DestinationConfig | undefined): string | undefined {
  for (const kind of Object.keys(config ?? {})) {
    if (kind !== 'OnFailure' && kind !== 'OnSuccess') throw refusedDestination(`DestinationConfig.${kind}`);
  }
  if (config?.OnSuccess?.Destination !== undefined) throw refusedDestination('DestinationConfig.OnSuccess');
  const arn = config?.OnFailure?.Destination;
  if (arn !== undefined && !isQueueArn(arn)) throw refusedDestination(`The destination ${arn}`);
  return arn;
}

export interface DestinationConfig {
  readonly OnSuccess?: { readonly Destination?: string };
  readonly OnFailure?: { readonly Destination?: string };
}

function refusedDestination(what: string): AwsError {
  return new AwsError(
    'InvalidParameterValueException',
    `${what} is not supported locally: only an OnFailure queue is.`,
  );
}
