/** Which permissions does a call to SQS need? https://docs.aws.amazon.com/service-authorization/latest/reference/list_sqs.html */
import type { Json } from '../aws/service.ts';
import { arn, type Permission, stringIn } from './permission.ts';

/** Calls about a queue named by `QueueUrl`; the batch calls need what the single ones need. */
const QUEUE_ACTIONS = new Map(
  [
    ...['AddPermission', 'ChangeMessageVisibility', 'DeleteMessage', 'DeleteQueue', 'GetQueueAttributes'],
    ...['ListDeadLetterSourceQueues', 'ListQueueTags', 'PurgeQueue', 'ReceiveMessage', 'RemovePermission'],
    ...['SendMessage', 'SetQueueAttributes', 'TagQueue', 'UntagQueue'],
    ...['ChangeMessageVisibilityBatch', 'DeleteMessageBatch', 'SendMessageBatch'],
  ].map((action) => [action, action.replace(/Batch$/, '')]),
);

export function sqsPermissions(action: string, input: Json): Permission[] | undefined {
  const queueAction = QUEUE_ACTIONS.get(action);
  if (queueAction) return on(queueOfUrl(stringIn(input, 'QueueUrl')), queueAction);
  switch (action) {
    case 'CreateQueue': {
      const isTagged = Object.keys(input.tags ?? {}).length > 0;
      return on(queue(stringIn(input, 'QueueName')), 'CreateQueue', ...(isTagged ? ['TagQueue'] : []));
    }
    case 'GetQueueUrl':
      return on(queue(stringIn(input, 'QueueName')), 'GetQueueUrl');
    case 'ListQueues':
      return on('*', 'ListQueues');
    case 'ListMessageMoveTasks':
      return on(stringIn(input, 'SourceArn'), 'ListMessageMoveTasks', 'GetQueueAttributes');
    case 'StartMessageMoveTask':
      return startMove(input);
    case 'CancelMessageMoveTask':
      return on(sourceOfTask(input), 'CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes');
    default:
      return undefined;
  }
}

/** What a function's role needs before Lambda makes a mapping from the queue to the function. */
export function sqsMappingPermissions(queueArn: string): Permission[] {
  return on(queueArn, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes');
}

/** Without a destination SQS sends to the queues the messages came from, which the request does not name. */
function startMove(input: Json): Permission[] {
  const source = stringIn(input, 'SourceArn');
  const destination = stringIn(input, 'DestinationArn');
  const moving = on(source, 'StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes');
  return destination === '' ? moving : [...moving, ...on(destination, 'SendMessage')];
}

/** A task's handle is base64 of `{"taskId":…,"sourceArn":…}`. */
function sourceOfTask(input: Json): string {
  try {
    const handle = JSON.parse(Buffer.from(stringIn(input, 'TaskHandle'), 'base64').toString('utf8')) as Json;
    return stringIn(handle, 'sourceArn') || '*';
  } catch {
    return '*';
  }
}

function queue(name: string): string {
  return arn('sqs', name);
}

function queueOfUrl(url: string): string {
  return queue(url.split('/').at(-1) ?? '');
}

function on(resource: string, ...actions: string[]): Permission[] {
  return actions.map((action) => ({ action: `sqs:${action}`, resource }));
}
