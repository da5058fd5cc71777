import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { grantAll } from '../../lib/permission.ts';

describe('a permission on a pattern', () => {
  it('that does not say why it needs one fails synthesis with a sentence', () => {
    const role = new Role(new Stack(new App(), 'Stack'), 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const permission = { actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:us-east-1:000000000000:fanfare-*'] };
    expect(() => grantAll(role, [permission])).toThrow(
      'sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:fanfare-*: say why',
    );
    expect(() => grantAll(role, [{ ...permission, because: 'It is a test.' }])).not.toThrow();
  });
});
