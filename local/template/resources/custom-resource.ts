/** Custom::…: a function is told to create what it stands for, once, and to change it when its properties have changed. */
import type { Json } from '../../aws/service.ts';
import { attributesOf, type CustomResourceAnswer } from '../custom-resource-answer.ts';
import type { MakeResource, StackContext } from '../make-resource.ts';
import { stackId } from '../stack-id.ts';

interface Known {
  readonly properties: Json;
  readonly answer: CustomResourceAnswer;
}

export const makeCustomResource: MakeResource = async (logicalId, properties, context) => {
  const { state } = context.account;
  state.exec(
    'CREATE TABLE IF NOT EXISTS custom_resources (id TEXT PRIMARY KEY, properties TEXT NOT NULL, answer TEXT NOT NULL)',
  );
  const row = state.prepare('SELECT properties, answer FROM custom_resources WHERE id = ?').get(logicalId);
  const known = row && { properties: JSON.parse(String(row.properties)), answer: JSON.parse(String(row.answer)) };
  const now = JSON.stringify(properties);
  const answer = known && row.properties === now ? known.answer : await ask(logicalId, properties, context, known);
  state
    .prepare('INSERT OR REPLACE INTO custom_resources (id, properties, answer) VALUES (?, ?, ?)')
    .run(logicalId, now, JSON.stringify(answer));
  return { ref: answer.PhysicalResourceId, attributes: attributesOf(answer) };
};

async function ask(
  logicalId: string,
  properties: Json,
  { account, stackName, type }: StackContext,
  known: Known | undefined,
): Promise<CustomResourceAnswer> {
  const answer = await account.customResources.ask({
    ...{ requestType: known ? 'Update' : 'Create', stackId: stackId(stackName), logicalId, type, properties },
    ...(known ? { physicalId: known.answer.PhysicalResourceId, oldProperties: known.properties } : {}),
  });
  if (answer.Status === 'FAILED') throw new Error(`${logicalId}: ${answer.Reason}`);
  return answer;
}
