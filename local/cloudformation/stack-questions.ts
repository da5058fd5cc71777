/** What can CloudFormation be asked about stacks? */
import type { Json } from '../aws/service.ts';
import { invalid, list, onlyParameters, optionalText, page, text } from './request.ts';
import type { RunningOperations } from './running-operations.ts';
import type { Stack } from './stack.ts';
import type { StackStore } from './stack-store.ts';
import { eventView, resourceView, stackSummary, stackView } from './stack-views.ts';

type Answer = (input: Json) => Json | Promise<Json>;

/**
 * Waiters ask every 30 seconds. A question about a stack that is being changed waits itself for so long for the end of
 * that, so that what is done within seconds here is known within seconds.
 */
const PATIENCE_MS = 3_000;

export function stackQuestions(store: StackStore, running: RunningOperations): Record<string, Answer> {
  const required = (nameOrId: string): Stack =>
    store.find(nameOrId) ?? invalid(`Stack with id ${nameOrId} does not exist`);
  return {
    DescribeStacks: async (input) => {
      onlyParameters(input, ['StackName', 'NextToken']);
      const named = optionalText(input, 'StackName');
      if (named !== undefined) {
        await running.settled(required(named).id, PATIENCE_MS);
        return { Stacks: [stackView(required(named))] };
      }
      const { shown, ...more } = page(
        store.all().filter(({ deletedAt }) => deletedAt === undefined),
        input,
      );
      return { Stacks: shown.map(stackView), ...more };
    },
    ListStacks: (input) => {
      onlyParameters(input, ['StackStatusFilter', 'NextToken']);
      const wanted = list(input, 'StackStatusFilter');
      const { shown, ...more } = page(
        store.all().filter(({ status }) => wanted.length === 0 || wanted.includes(status)),
        input,
      );
      return { StackSummaries: shown.map(stackSummary), ...more };
    },
    DescribeStackEvents: (input) => {
      onlyParameters(input, ['StackName', 'NextToken']);
      const stack = required(text(input, 'StackName'));
      const { shown, ...more } = page(store.events(stack.id), input);
      return { StackEvents: shown.map((event) => eventView(stack, event)), ...more };
    },
    DescribeStackResources: (input) => {
      onlyParameters(input, ['StackName', 'LogicalResourceId']);
      const stack = required(text(input, 'StackName'));
      const wanted = optionalText(input, 'LogicalResourceId');
      const found = store.resources(stack.id).filter(({ logicalId }) => wanted === undefined || logicalId === wanted);
      if (wanted !== undefined && found.length === 0) {
        invalid(`Resource ${wanted} does not exist for stack ${stack.name}`);
      }
      return { StackResources: found.map((resource) => resourceView(stack, resource)) };
    },
    GetTemplate: (input) => {
      onlyParameters(input, ['StackName', 'TemplateStage']);
      const { body } = required(text(input, 'StackName'));
      return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
    },
  };
}
