/** What does the stage's stack say of itself? Where its API is, among other things. */
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import { awsAccess } from './aws-access.ts';
import { explainStageFailure } from './aws-failure.ts';

export interface StageStack {
  readonly name: string;
  readonly region: string;
  /** `UPDATE_COMPLETE` and the like. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Throws `Refusal`, `not-found` where there is no such stack. */
export async function describeStack(stage: Stage): Promise<StageStack> {
  const name = `Fanfare-${stage.stage}`;
  const client = new CloudFormationClient(awsAccess(stage));
  try {
    const region = await client.config.region();
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: unknown) => {
      throw isAbsence(error) ? noStack(name, stage.stage, region) : error;
    });
    if (!Stacks?.[0]) throw noStack(name, stage.stage, region);
    return { name, region, status: String(Stacks[0].StackStatus), outputs: outputsOf(Stacks[0]) };
  } catch (error) {
    throw explainStageFailure(stage, error, `describe the stack ${name}`);
  } finally {
    client.destroy();
  }
}

function outputsOf({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

function isAbsence(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ValidationError' && /does not exist/.test(message);
}

function noStack(name: string, stage: string, region: string): Refusal {
  return new Refusal(
    'not-found',
    `There is no stack ${name} in ${region}: deploy it with \`npx cdk deploy -c stage=${stage}\`, or name another --stage, AWS_REGION or AWS_PROFILE.`,
  );
}
