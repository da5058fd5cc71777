/** `fanfare doctor`: is everything as it should be? */
import { Command } from 'commander';
import { runs } from '../command.ts';

const ABOUT = `
Looks at the credentials, the stack, the API, the quotas, and at what every subscriber should have on AWS:
its queues, its rule with its target, its mapping. Changes nothing. One line for each: ok, warning or
problem, and what to do. It fails (exit code 1) when there is a problem. It calls AWS with your
credentials: cloudformation:DescribeStacks, events:ListRules, events:ListTargetsByRule, sqs:ListQueues,
sqs:GetQueueAttributes, lambda:ListEventSourceMappings, lambda:GetAccountSettings, execute-api:Invoke.`;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check the stage: access, quotas, and whether every subscriber has what it needs.')
    .summary('check the stage')
    .addHelpText('after', ABOUT)
    .action(runs(async () => (await import('./doctor.ts')).doctor));
}
