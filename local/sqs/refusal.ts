/** How does SQS say no? Each refusal with its JSON name, its older query name and its HTTP status. */
import { AwsError } from '../aws/service.ts';

/** Most SQS errors carry an older name too, which SDKs that grew up with the query protocol show instead. */
const LEGACY = 'AWS.SimpleQueueService';

export const refusal = {
  queueDoesNotExist: () =>
    new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', {
      queryCode: `${LEGACY}.NonExistentQueue`,
    }),

  queueNameExists: (attribute: string) =>
    new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${attribute}`,
      { queryCode: 'QueueAlreadyExists' },
    ),

  queueDeletedRecently: () =>
    new AwsError(
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      { queryCode: `${LEGACY}.QueueDeletedRecently` },
    ),

  purgeInProgress: (queueName: string) =>
    new AwsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`, {
      status: 403,
      queryCode: `${LEGACY}.PurgeQueueInProgress`,
    }),

  invalidAddress: (url: string) =>
    new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, { status: 404 }),

  invalidParameter: (message: string) =>
    new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' }),

  invalidValue: (value: unknown, parameter: string, reason: string) =>
    refusal.invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`),

  missingParameter: (parameter: string) =>
    new AwsError('MissingRequiredParameterException', `The request must contain the parameter ${parameter}.`, {
      queryCode: 'MissingParameter',
    }),

  unknownAttribute: (attribute: string) =>
    new AwsError('InvalidAttributeName', `Unknown Attribute ${attribute}.`, { queryCode: 'InvalidAttributeName' }),

  twoKindsOfEncryption: () =>
    new AwsError(
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
      { queryCode: 'InvalidAttributeName' },
    ),

  invalidAttributeValue: (attribute: string) =>
    new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${attribute}.`, {
      queryCode: 'InvalidAttributeValue',
    }),

  invalidMessageContents: (codePoint: number) =>
    new AwsError(
      'InvalidMessageContents',
      `Invalid binary character '#x${codePoint.toString(16)}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF`,
      { queryCode: 'InvalidMessageContents' },
    ),

  receiptHandleIsInvalid: (handle: string) =>
    new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`, {
      status: 404,
      queryCode: 'ReceiptHandleIsInvalid',
    }),

  messageNotInflight: () =>
    new AwsError('MessageNotInflight', 'The specified message is not in flight.', {
      queryCode: `${LEGACY}.MessageNotInflight`,
    }),

  overLimit: (inFlightLimit: number) =>
    new AwsError('OverLimit', `The maximum number of in flight messages is reached: ${inFlightLimit}.`, {
      status: 403,
      queryCode: 'OverLimit',
    }),

  emptyBatch: () =>
    new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.', {
      queryCode: `${LEGACY}.EmptyBatchRequest`,
    }),

  tooManyEntries: (sent: number) =>
    new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${sent}.`,
      { queryCode: `${LEGACY}.TooManyEntriesInBatchRequest` },
    ),

  batchIdsNotDistinct: (id: string) =>
    new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, {
      queryCode: `${LEGACY}.BatchEntryIdsNotDistinct`,
    }),

  invalidBatchEntryId: () =>
    new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      { queryCode: `${LEGACY}.InvalidBatchEntryId` },
    ),

  batchTooLong: (limitBytes: number, sentBytes: number) =>
    new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${limitBytes} bytes. You have sent ${sentBytes} bytes.`,
      { queryCode: `${LEGACY}.BatchRequestTooLong` },
    ),

  resourceNotFound: (message: string) =>
    new AwsError('ResourceNotFoundException', message, { status: 404, queryCode: 'ResourceNotFoundException' }),

  unsupported: (message: string) =>
    new AwsError('UnsupportedOperation', message, { queryCode: `${LEGACY}.UnsupportedOperation` }),
};
