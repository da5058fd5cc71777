/** Custom::…: a function is told to create what it stands for, once, and answers at a URL. */
import { randomUUID } from 'node:crypto';
import type { Json } from '../../aws/service.ts';
import type { CustomResourceAnswer } from '../custom-resource-answers.ts';
import type { MakeResource, StackContext } from '../make-resource.ts';
import { stackId } from '../stack-id.ts';

export const makeCustomResource: MakeResource = async (logicalId, properties, context) => {
  const { state } = context.account;
  state.exec(
    'CREATE TABLE IF NOT EXISTS custom_resources (id TEXT PRIMARY KEY, properties TEXT NOT NULL, answer TEXT NOT NULL)',
  );
  const known = state.prepare('SELECT properties, answer FROM custom_resources WHERE id = ?').get(logicalId);
  const now = JSON.stringify(properties);
  const answer =
    known?.properties === now
      ? (JSON.parse(String(known.answer)) as CustomResourceAnswer)
      : await ask(logicalId, properties, context, known && (JSON.parse(String(known.answer)) as CustomResourceAnswer));
  state
    .prepare('INSERT OR REPLACE INTO custom_resources (id, properties, answer) VALUES (?, ?, ?)')
    .run(logicalId, now, JSON.stringify(answer));
  return { ref: answer.PhysicalResourceId, attributes: answer.Data ?? {} };
};

async function ask(
  logicalId: string,
  properties: Json,
  { account, stackName, type }: StackContext,
  known: CustomResourceAnswer | undefined,
): Promise<CustomResourceAnswer> {
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
