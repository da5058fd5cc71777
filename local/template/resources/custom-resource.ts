/** Custom::…: a function is told to create what it stands for, once, and answers at a URL. */
import { randomUUID } from 'node:crypto';
import type { Json, RestAnswer, RestRequest, RestService } from '../../aws/service.ts';
import type { MakeResource, StackContext } from '../make-resource.ts';
import { stackId } from '../stack-id.ts';

const PATH = '/custom-resource-response/';

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

/** Takes the answers, which come as a PUT to the URL each function was given. */
export class CustomResourceAnswers implements RestService {
  readonly pathPrefixes = [PATH];
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  handleRest({ path, body }: RestRequest): RestAnswer {
    const id = path.slice(PATH.length);
    this.#waiting.get(id)?.(JSON.parse(body.toString()) as Answer);
    return { status: this.#waiting.delete(id) ? 200 : 404 };
  }

  /** A URL for one answer, and the answer once it comes. */
  expect(endpoint: string): { url: string; answer: Promise<Answer> } {
    const id = randomUUID();
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    return { url: `${endpoint}${PATH}${id}`, answer };
  }
}

export const makeCustomResource: MakeResource = async (logicalId, properties, context) => {
  const { state } = context.account;
  state.exec(
    'CREATE TABLE IF NOT EXISTS custom_resources (id TEXT PRIMARY KEY, properties TEXT NOT NULL, answer TEXT NOT NULL)',
  );
  const known = state.prepare('SELECT properties, answer FROM custom_resources WHERE id = ?').get(logicalId);
  const now = JSON.stringify(properties);
  const answer =
    known?.properties === now
      ? (JSON.parse(String(known.answer)) as Answer)
      : await ask(logicalId, properties, context, known && (JSON.parse(String(known.answer)) as Answer));
  state
    .prepare('INSERT OR REPLACE INTO custom_resources (id, properties, answer) VALUES (?, ?, ?)')
    .run(logicalId, now, JSON.stringify(answer));
  return { ref: answer.PhysicalResourceId, attributes: answer.Data ?? {} };
};

async function ask(
  logicalId: string,
  properties: Json,
  { account, stackName, type }: StackContext,
  known: Answer | undefined,
): Promise<Answer> {
  const { url, answer } = account.customResources.expect(account.endpoint);
  const event = {
    RequestType: known ? 'Update' : 'Create',
    ResponseURL: url,
    StackId: stackId(stackName),
    RequestId: randomUUID(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ...(known ? { PhysicalResourceId: known.PhysicalResourceId } : {}),
    ResourceProperties: properties,
  };
  const { functionError, payload } = await account.lambda.invoke(
    String(properties.ServiceToken),
    JSON.stringify(event),
  );
  if (functionError) throw new Error(`${logicalId}: its function failed: ${payload}`);
  const given = await answer;
  if (given.Status === 'FAILED') throw new Error(`${logicalId}: ${given.Reason}`);
  return given;
}
