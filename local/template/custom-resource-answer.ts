/** What did the function behind a custom resource answer, and is it an answer CloudFormation takes? */
import type { Json } from '../aws/service.ts';

export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  /** Nobody is to see `Data` in passing. */
  readonly NoEcho?: boolean;
  readonly Data?: Json;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAX_BYTES = 4096;
const MAX_ID_LENGTH = 1024;
/** An answer says which request it is for. */
const ECHOED = ['StackId', 'RequestId', 'LogicalResourceId'] as const;

/** Throws in one sentence. A failure needs no id: there may be nothing to name. */
export function readAnswer(body: Buffer, event: Json): CustomResourceAnswer {
  if (body.length > MAX_BYTES) throw new Error(`Response object is too long: ${body.length} bytes, not ${MAX_BYTES}.`);
  const answer = parse(body);
  const wrong = ECHOED.find((field) => answer[field] !== event[field]);
  if (wrong) throw new Error(`Invalid response: its ${wrong} is ${answer[wrong]}, not ${event[wrong]}.`);
  const { Status, Reason, PhysicalResourceId: id, NoEcho, Data } = answer;
  if (Status !== 'SUCCESS' && Status !== 'FAILED') throw new Error(`Invalid response: its Status is ${Status}.`);
  const hasId = typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH;
  if (Status === 'SUCCESS' && !hasId)
    throw new Error('Invalid PhysicalResourceId: use a text of 1 to 1024 characters.');
  return {
    Status,
    PhysicalResourceId: hasId ? id : '',
    ...(Reason === undefined ? {} : { Reason: String(Reason) }),
    ...(NoEcho === true ? { NoEcho } : {}),
    ...(isObject(Data) ? { Data } : {}),
  };
}

/** What `Fn::GetAtt` answers: texts. */
export function attributesOf({ Data = {} }: Pick<CustomResourceAnswer, 'Data'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Data).map(([name, value]) => [name, isObject(value) ? JSON.stringify(value) : String(value)]),
  );
}

function parse(body: Buffer): Json {
  try {
    const answer: unknown = JSON.parse(body.toString());
    if (isObject(answer)) return answer;
  } catch {
    // Not JSON is as invalid as not an object.
  }
  throw new Error('Invalid response: it is not a JSON object.');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
