/** AWS::IAM::Role, AWS::IAM::Policy */
import { ACCOUNT } from '../../aws/service.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import type { MakeResource } from '../make-resource.ts';

interface NamedPolicy {
  readonly PolicyDocument: PolicyDocument;
}

export const makeRole: MakeResource = (
  logicalId,
  { RoleName, Policies, ManagedPolicyArns },
  { account, stackName },
) => {
  if (ManagedPolicyArns) throw new Error(`${logicalId}: the local platform cannot tell what a managed policy allows.`);
  const name = String(RoleName ?? `${stackName}-${logicalId}`);
  account.policies.setRole(
    name,
    ((Policies ?? []) as NamedPolicy[]).map(({ PolicyDocument: document }) => document),
  );
  return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleId: name } };
};

export const makePolicy: MakeResource = (logicalId, { PolicyDocument: document, Roles }, { account }) => {
  for (const role of Roles as string[]) {
    account.policies.addPolicy(role, document as PolicyDocument);
  }
  return { ref: logicalId };
};
