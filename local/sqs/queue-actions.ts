/** How are queues made, looked at, changed and deleted? */
import type { Json } from '../aws/service.ts';
import type { Actions, SqsParts } from './action.ts';
import { optionalText, requiredText, textList, textMap } from './input-fields.ts';
import { PAGE_FIELDS, page } from './page.ts';
import { changeAttributes, effectiveAttributes, type QueueAttributes } from './queue-attributes.ts';
import type { Queue } from './queue-directory.ts';
import { refusal } from './refusal.ts';

export interface QueueActionOptions {
  /** The address under which a queue is reached. */
  readonly urlOf: (queue: Queue) => string;
  /** Refuse a deleted queue's name for 60 s, as AWS does. */
  readonly blockDeletedNames: boolean;
}

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const DELETED_NAME_MS = 60_000;
const PURGE_PAUSE_MS = 60_000;

export function queueActions(parts: SqsParts, options: QueueActionOptions): Actions {
  return {
    ...lifeActions(parts, options),
    ...findActions(parts, options),
    ...attributeActions(parts),
    ...tagActions(parts),
  };
}

function lifeActions({ queues, messages, polls, moveTasks, now }: SqsParts, options: QueueActionOptions): Actions {
  const deletedAt = new Map<string, number>();
  const purgedAt = new Map<number, number>();
  return {
    CreateQueue: {
      fields: ['QueueName', 'Attributes', 'tags'],
      run: (input) => {
        const name = readName(input);
        const wanted = textMap(input, 'Attributes');
        refuseFifo(name, wanted);
        const attributes = changeAttributes({}, wanted);
        const existing = queues.byName(name);
        if (existing) refuseDifferent(existing, wanted);
        else if (options.blockDeletedNames && isRecent(deletedAt.get(name), DELETED_NAME_MS, now())) {
          throw refusal.queueDeletedRecently();
        }
        const queue = existing ?? queues.create(name, attributes, textMap(input, 'tags'), now());
        return { QueueUrl: options.urlOf(queue) };
      },
    },
    DeleteQueue: {
      fields: ['QueueUrl'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        messages.transaction(() => {
          messages.purge(queue.id);
          moveTasks.forget(queue);
          queues.delete(queue);
        });
        deletedAt.set(queue.name, now());
        polls.refuse(queue.id, refusal.queueDoesNotExist());
        return {};
      },
    },
    PurgeQueue: {
      fields: ['QueueUrl'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        if (isRecent(purgedAt.get(queue.id), PURGE_PAUSE_MS, now())) throw refusal.purgeInProgress(queue.name);
        purgedAt.set(queue.id, now());
        messages.purge(queue.id);
        return {};
      },
    },
  };
}

function findActions({ queues }: SqsParts, { urlOf }: QueueActionOptions): Actions {
  return {
    GetQueueUrl: {
      fields: ['QueueName', 'QueueOwnerAWSAccountId'],
      run: (input) => {
        const queue = queues.byName(requiredText(input, 'QueueName'));
        if (!queue) throw refusal.queueDoesNotExist();
        return { QueueUrl: urlOf(queue) };
      },
    },
    ListQueues: {
      fields: ['QueueNamePrefix', ...PAGE_FIELDS],
      run: (input) => {
        const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
        const found = queues.all().filter((queue) => queue.name.startsWith(prefix));
        const { items, nextToken } = page(found, input);
        return { QueueUrls: items.map(urlOf), ...nextToken };
      },
    },
    ListDeadLetterSourceQueues: {
      fields: ['QueueUrl', ...PAGE_FIELDS],
      run: (input) => {
        const { items, nextToken } = page(queues.sourcesOf(queues.ofRequest(input)), input);
        // The one member of SQS's answers that begins in lower case.
        return { queueUrls: items.map(urlOf), ...nextToken };
      },
    },
  };
}

function attributeActions({ queues, messages, polls, now }: SqsParts): Actions {
  const allAttributes = (queue: Queue): QueueAttributes => {
    const depth = messages.depth(queue);
    return {
      ...effectiveAttributes(queue.attributes),
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(depth.visible),
      ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
      ApproximateNumberOfMessagesDelayed: String(depth.delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    };
  };
  return {
    GetQueueAttributes: {
      fields: ['QueueUrl', 'AttributeNames'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        const names = textList(input, 'AttributeNames');
        const unknown = names.find((name) => !ATTRIBUTE_NAMES.includes(name));
        if (unknown !== undefined) throw refusal.unknownAttribute(unknown);
        if (names.length === 0) return {};
        const all = Object.entries(allAttributes(queue));
        const shown = names.includes('All') ? all : all.filter(([name]) => names.includes(name));
        return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
      },
    },
    SetQueueAttributes: {
      fields: ['QueueUrl', 'Attributes'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        const changes = textMap(input, 'Attributes');
        if (Object.keys(changes).length === 0) throw refusal.missingParameter('Attribute.Name');
        queues.setAttributes(queue, changeAttributes(queue.attributes, changes), now());
        messages.retentionChanged(queue.id);
        polls.wake(queue.id);
        return {};
      },
    },
  };
}

function tagActions({ queues }: SqsParts): Actions {
  return {
    TagQueue: {
      fields: ['QueueUrl', 'Tags'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        queues.setTags(queue, { ...queue.tags, ...textMap(input, 'Tags') });
        return {};
      },
    },
    UntagQueue: {
      fields: ['QueueUrl', 'TagKeys'],
      run: (input) => {
        const queue = queues.ofRequest(input);
        const gone = textList(input, 'TagKeys');
        queues.setTags(queue, Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.includes(key))));
        return {};
      },
    },
    ListQueueTags: { fields: ['QueueUrl'], run: (input) => ({ Tags: queues.ofRequest(input).tags }) },
  };
}

/** All that GetQueueAttributes can be asked for; those of FIFO queues a standard queue answers with nothing. */
const ATTRIBUTE_NAMES = [
  'All',
  'Policy',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];

function readName(input: Json): string {
  const name = requiredText(input, 'QueueName');
  if (NAME.test(name) || name.endsWith('.fifo')) return name;
  throw refusal.invalidParameter(
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}

function refuseFifo(name: string, attributes: QueueAttributes): void {
  if (!name.endsWith('.fifo') && attributes.FifoQueue !== 'true') return;
  throw refusal.unsupported('The local SQS has standard queues only: FIFO queues are not supported.');
}

/** A queue that is there is answered again, unless the request names an attribute with another value than it has. */
function refuseDifferent(existing: Queue, wanted: QueueAttributes): void {
  const has = effectiveAttributes(existing.attributes);
  const different = Object.keys(wanted).find((name) => (has[name] ?? '') !== wanted[name]);
  if (different !== undefined) throw refusal.queueNameExists(different);
}

function isRecent(at: number | undefined, withinMs: number, now: number): boolean {
  return at !== undefined && now < at + withinMs;
}
