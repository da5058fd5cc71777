/** How is a redrive of dead letters asked for, watched and called off? */
import type { Call, Json } from '../aws/service.ts';
import type { Actions, SqsParts } from './action.ts';
import { optionalInteger, optionalText, requiredText } from './input-fields.ts';
import type { MoveTask } from './move-tasks.ts';
import type { Queue } from './queue-directory.ts';
import { refusal } from './refusal.ts';

/** May this caller send to the queue with this ARN? Throws `AwsError` when not. */
export type AuthorizeSend = (queueArn: string, call: Call) => void;

const PER_SECOND = { min: 1, max: 500, reason: 'Must be between 1 and 500, if provided.' };
const MAX_RESULTS = { min: 1, max: 10, reason: 'Must be between 1 and 10, if provided.' };

export function moveTaskActions({ queues, moveTasks }: SqsParts, authorizeSend: AuthorizeSend): Actions {
  const queueOf = (arn: string, parameter: string): Queue => {
    const queue = queues.byArn(arn);
    if (queue) return queue;
    throw refusal.resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  };
  return {
    StartMessageMoveTask: {
      fields: ['SourceArn', 'DestinationArn', 'MaxNumberOfMessagesPerSecond'],
      run: (input, call) => {
        const source = queueOf(requiredText(input, 'SourceArn'), 'SourceArn');
        const destinationArn = optionalText(input, 'DestinationArn');
        const destination = destinationArn ? queueOf(destinationArn, 'DestinationArn') : undefined;
        const perSecond = optionalInteger(input, 'MaxNumberOfMessagesPerSecond', PER_SECOND);
        const origins = queues.sourcesOf(source);
        if (origins.length === 0) {
          throw refusal.invalidParameter('Source queue must be configured as a Dead Letter Queue.');
        }
        for (const { arn } of destination ? [destination] : origins) authorizeSend(arn, call);
        const { taskId } = moveTasks.start(source, { destination, perSecond });
        return { TaskHandle: writeTaskHandle(taskId, source) };
      },
    },
    ListMessageMoveTasks: {
      fields: ['SourceArn', 'MaxResults'],
      run: (input) => {
        const source = queueOf(requiredText(input, 'SourceArn'), 'SourceArn');
        const atMost = optionalInteger(input, 'MaxResults', MAX_RESULTS) ?? 1;
        return { Results: moveTasks.list(source, atMost).map((task) => viewTask(task, source)) };
      },
    },
    CancelMessageMoveTask: {
      fields: ['TaskHandle'],
      run: (input) => {
        const { taskId, sourceArn } = readTaskHandle(requiredText(input, 'TaskHandle'));
        const moved = moveTasks.cancel(queueOf(sourceArn, 'SourceArn'), taskId);
        return { ApproximateNumberOfMessagesMoved: moved };
      },
    },
  };
}

function viewTask(task: MoveTask, source: Queue): Json {
  return {
    ...(task.status === 'RUNNING' ? { TaskHandle: writeTaskHandle(task.taskId, source) } : {}),
    Status: task.status,
    SourceArn: source.arn,
    ...(task.destinationArn === null ? {} : { DestinationArn: task.destinationArn }),
    ...(task.perSecond === null ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure === null ? {} : { FailureReason: task.failure }),
    StartedTimestamp: task.startedAt,
  };
}

function writeTaskHandle(taskId: string, source: Queue): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn: source.arn })).toString('base64');
}

function readTaskHandle(handle: string): { taskId: string; sourceArn: string } {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString()) as Json;
    if (typeof taskId === 'string' && typeof sourceArn === 'string') return { taskId, sourceArn };
  } catch {
    // Not one of ours: refused below.
  }
  throw refusal.invalidParameter('Value for parameter TaskHandle is invalid.');
}
