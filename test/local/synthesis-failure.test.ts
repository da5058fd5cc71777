import { expect, it } from 'vitest';
import { synthesisFailure } from '../../local/synthesis-failure.ts';

it('is what the checks found, each with its construct', () => {
  const output = `Bundling asset Fanfare-local/Deliver/Deliver/Function/Code/Stage...
⚡ Done in 384ms
file:/fanfare/lib/provision.ts:19:3
ERROR The SQS queue does not require requests to use SSL. (AwsSolutions)
   Fanfare-local/Open/Resource aws-cdk-lib.aws_sqs.CfnQueue
   Acknowledge with 'AwsSolutions::AwsSolutions-SQS4'

ERROR This name is taken. (Annotation)
   Fanfare-local aws-cdk-lib.Stack
   Rule Annotation::error-annotation

A copy of this report can be found in: ../synth/validation-report.json
`;
  expect(synthesisFailure(output)).toBe(
    'Fanfare-local/Open/Resource: The SQS queue does not require requests to use SSL. (AwsSolutions)\n' +
      'Fanfare-local: This name is taken. (Annotation)',
  );
});

it('is what a function does not compile for, with its line', () => {
  const output = `Bundling asset Fanfare-local/Provision/Provision/Function/Code/Stage...
✘ [ERROR] Expected ")" but found end of file

    lambdas/provision/handler.ts:57:0:
      57 │
         ╵ )

1 error
node:child_process:981
    throw err;
    ^

Error: Command failed: /fanfare/node_modules/@esbuild/linux-x64/bin/esbuild --bundle
    at genericNodeError (node:internal/errors:986:15)

Node.js v24.21.0
`;
  expect(synthesisFailure(output)).toBe('lambdas/provision/handler.ts:57:0: Expected ")" but found end of file');
});

it.each([
  [
    'an error of our own',
    `file:///fanfare/lib/stage-settings.ts:20
    throw new Error(
          ^

Error: stage "Prod": use a-z.
It names everything.
    at stageSettings (file:///fanfare/lib/stage-settings.ts:20:38)

Node.js v24.21.0
`,
    'stage "Prod": use a-z.\nIt names everything.',
  ],
  [
    'an error of the CDK’s',
    `/fanfare/node_modules/aws-cdk-lib/core/lib/private/synthesis.js:2
     ^

[«ValidationFailedWithErrors» Validation failed with the following errors:
  [Fanfare-local] one thing
  [Fanfare-local] another
    ...aws-cdk-lib, node internals...
    (no user code in 10 frames, use --stack-trace-limit to capture more)]

Node.js v24.21.0
`,
    'Validation failed with the following errors:\n  [Fanfare-local] one thing\n  [Fanfare-local] another',
  ],
  ['anything else', 'FATAL ERROR: heap out of memory\nKilled\n', 'Killed'],
  ['nothing at all', '', 'it said nothing'],
])('is the whole message of %s', (_, output, failure) => {
  expect(synthesisFailure(output)).toBe(failure);
});
