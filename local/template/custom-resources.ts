/** How is the function behind a custom resource asked to make, change or remove it, and how does it answer? */
import { randomUUID } from 'node:crypto';
import { AwsError, type Json, type RestAnswer, type RestRequest, type RestService } from '../aws/service.ts';
import { type CustomResourceAnswer, readAnswer } from './custom-resource-answer.ts';

export interface CustomResourceRequest {
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** With `ServiceToken`, the function's ARN. */
  readonly properties: Json;
  readonly oldProperties?: Json;
  /** Of what is changed or removed. */
  readonly physicalId?: string;
}

export interface CustomResourcesOptions {
  /** Where the functions answer; asked at each request. */
  readonly endpoint: () => string;
  readonly invoke: (functionArn: string, event: string) => Promise<{ payload: string; functionError?: string }>;
}

/** There is no such function: nothing can have been made by it. */
export class NobodyToAsk extends Error {}

const PATH = '/custom-resource-response/';
/** Lambda runs an event again that a function fails on, so often in all. Here without its minutes in between. */
const RUNS = 3;
const NO_FUNCTION = ['ResourceNotFoundException', 'ValidationException'];
/** The default as well; https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-customresource.html */
const LONGEST_TIMEOUT_SECONDS = 3600;

/** The answer may come from a later invocation than the first: the function may pass the event on to itself. */
export class CustomResources implements RestService {
  readonly pathPrefixes = [PATH];
  readonly #options: CustomResourcesOptions;
  readonly #waiting = new Map<string, (body: Buffer) => void>();
  readonly #answered = new Set<string>();

  constructor(options: CustomResourcesOptions) {
    this.#options = options;
  }

  /** On AWS the URL is one of S3's. */
  nameOf() {
    return { service: 's3', action: 'PutObject' };
  }

  /** Who answers again, because its first answer's success got lost, is told of success again. */
  handleRest({ method, path, body }: RestRequest): RestAnswer {
    const id = path.slice(PATH.length);
    if (method !== 'PUT' || !(this.#waiting.has(id) || this.#answered.has(id))) return { status: 403 };
    this.#answered.add(id);
    this.#waiting.get(id)?.(body);
    return { status: 200 };
  }

  /**
   * A `FAILED` is an answer. Throws in one sentence when none came: `NobodyToAsk` when there is no such function, the
   * signal's reason when that aborts.
   */
  async ask(request: CustomResourceRequest, signal?: AbortSignal): Promise<CustomResourceAnswer> {
    const id = randomUUID();
    const seconds = timeoutSeconds(request.properties);
    const event = eventOf(request, id, `${this.#options.endpoint()}${PATH}${id}`);
    const given = Promise.withResolvers<Buffer>();
    this.#waiting.set(id, given.resolve);
    const giveUp = () => given.reject(signal?.reason);
    signal?.addEventListener('abort', giveUp);
    const timer = setTimeout(() => given.reject(new Error(noAnswer(id))), seconds * 1000);
    try {
      this.#run(String(request.properties.ServiceToken), JSON.stringify(event), id).catch(given.reject);
      return readAnswer(await given.promise, event);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      this.#waiting.delete(id);
    }
  }

  async #run(functionArn: string, event: string, id: string): Promise<void> {
    for (let run = 1; this.#waiting.has(id) && !this.#answered.has(id); run += 1) {
      const { functionError, payload } = await this.#invoke(functionArn, event);
      if (!functionError) return;
      if (run === RUNS) throw new Error(`Its function failed: ${payload}`);
    }
  }

  async #invoke(functionArn: string, event: string) {
    try {
      return await this.#options.invoke(functionArn, event);
    } catch (error) {
      if (!(error instanceof AwsError && NO_FUNCTION.includes(error.code))) throw error;
      throw new NobodyToAsk(`Its ServiceToken ${functionArn} names no function here: ${error.message}`);
    }
  }
}

function eventOf(request: CustomResourceRequest, RequestId: string, ResponseURL: string): Json {
  const { requestType, stackId, logicalId, type, physicalId, properties, oldProperties } = request;
  return {
    RequestType: requestType,
    ServiceToken: properties.ServiceToken,
    ResponseURL,
    StackId: stackId,
    RequestId,
    ResourceType: type,
    LogicalResourceId: logicalId,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceProperties: asTexts(properties),
    ...(oldProperties === undefined ? {} : { OldResourceProperties: asTexts(oldProperties) }),
  };
}

/** CloudFormation hands numbers and booleans over as texts, however deep they are. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
}

function timeoutSeconds({ ServiceTimeout = LONGEST_TIMEOUT_SECONDS }: Json): number {
  const seconds = Number(ServiceTimeout);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new Error(`Its ServiceTimeout ${ServiceTimeout} is none: use 1 to ${LONGEST_TIMEOUT_SECONDS} seconds.`);
}

function noAnswer(requestId: string): string {
  return (
    'CloudFormation did not receive a response from your Custom Resource. ' +
    `Please check your logs for requestId [${requestId}].`
  );
}
