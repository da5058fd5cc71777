/** Says why a finding of the checks at synthesis is right as it is. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `id` names the rule and, in brackets, the finding: `AwsSolutions-IAM5[Resource::*]`. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
