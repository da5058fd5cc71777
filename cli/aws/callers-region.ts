/** Which region does the caller work in? As the SDK finds it: the environment, then the profile. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { AwsAccess } from './aws-access.ts';
import { explainAwsFailure } from './aws-failure.ts';

export async function callersRegion(access: AwsAccess): Promise<string> {
  try {
    return await new CloudFormationClient(access).config.region();
  } catch (error) {
    throw explainAwsFailure(error, 'find your region');
  }
}
