import { ACCOUNT, REGION } from '../aws/service.ts';

/** The ARN by which CloudFormation would know the stack. */
export function stackId(stackName: string): string {
  return `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`;
}
