/** What may a function do? A permission on a pattern of resources has to say why it cannot name them. */
import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Record<string, Record<string, string>>;
  /** Why there is a `*` among the resources. */
  readonly because?: string;
}

/** Gives a role its permissions, and the checks at synthesis the reasons for the patterns among them. */
export function grantAll(role: IRole & Construct, permissions: readonly Permission[]): void {
  for (const { actions, resources, conditions, because } of permissions) {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions ? { conditions } : {}),
      }),
    );
    for (const pattern of resources.filter((resource) => resource.includes('*'))) {
      if (because === undefined) throw new Error(`${actions.join(', ')} on ${pattern}: say why it needs a pattern.`);
      acknowledge(role, `AwsSolutions-IAM5[Resource::${spelledOut(pattern, role)}]`, because);
    }
  }
}

/** The pattern as the checks print it: `arn:<AWS::Partition>:sqs:…`. */
function spelledOut(pattern: string, scope: Construct): string {
  const resolved: unknown = Stack.of(scope).resolve(pattern);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
