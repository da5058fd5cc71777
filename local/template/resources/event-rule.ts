/** AWS::Events::Rule: one that invokes a function at a rate. Rules with patterns are made at run time here. */
import type { Json } from '../../aws/service.ts';
import { DEFAULT_BUS, ruleArn } from '../../eventbridge/request.ts';
import { rateMs } from '../../eventbridge/schedules.ts';
import type { MakeResource } from '../make-resource.ts';

const FUNCTION_ARN = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/;

export const makeEventRule: MakeResource = (logicalId, properties, { account, stackName }) => {
  const refuse = (what: string): never => {
    throw new Error(`${logicalId}: the local platform knows rules that invoke one function at a rate, not ${what}.`);
  };
  const only = (given: Json, known: readonly string[], where: string) => {
    const unknown = Object.keys(given).find((key) => !known.includes(key));
    if (unknown !== undefined) refuse(`${unknown} ${where}`);
  };
  only(
    properties,
    ['Name', 'Description', 'EventBusName', 'ScheduleExpression', 'State', 'Targets', 'Tags'],
    'of a rule',
  );
  const { EventBusName = DEFAULT_BUS, ScheduleExpression, State = 'ENABLED', Targets } = properties;
  if (EventBusName !== DEFAULT_BUS) refuse(`on the bus ${EventBusName}: only the default bus has schedules`);
  if (State !== 'ENABLED' && State !== 'DISABLED') refuse(`the state ${State}`);
  const everyMs = rateMs(String(ScheduleExpression)) ?? refuse(`the schedule ${ScheduleExpression}`);
  const [target = refuse('without a target'), ...more] = (Targets ?? []) as Json[];
  if (more.length > 0) refuse('with several targets');
  only(target, ['Id', 'Arn'], 'of a target');
  const functionArn = String(target.Arn);
  if (!FUNCTION_ARN.test(functionArn)) refuse(`the target ${functionArn}`);
  const name = String(properties.Name ?? `${stackName}-${logicalId}`);
  const arn = ruleArn(DEFAULT_BUS, name);
  if (State === 'ENABLED') account.schedules.add({ ruleArn: arn, functionArn, everyMs });
  return { ref: name, attributes: { Arn: arn } };
};
