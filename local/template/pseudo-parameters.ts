/** What does a template know without being told? */
import { ACCOUNT, REGION } from '../aws/service.ts';

export function pseudoParameters(stackName: string, stackId: string): Record<string, string> {
  return {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': stackId,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
