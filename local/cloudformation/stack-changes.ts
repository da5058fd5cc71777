/** How is a stack created, updated and deleted? Each call answers at once; the work goes on behind it. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ACCOUNT, AwsError, type Json, REGION } from '../aws/service.ts';
import type { CustomResources } from '../template/custom-resources.ts';
import { invalid, list, newStackName, onlyParameters, onlyValue, optionalText, records, text } from './request.ts';
import type { RunningOperations } from './running-operations.ts';
import type { Stack } from './stack.ts';
import { StackJournal } from './stack-journal.ts';
import { StackOperation } from './stack-operation.ts';
import { StackPlan } from './stack-plan.ts';
import type { StackStore } from './stack-store.ts';
import { parseTemplate } from './template-text.ts';

export interface StackChangesParts {
  readonly store: StackStore;
  readonly running: RunningOperations;
  readonly customResources: CustomResources;
  readonly now: () => number;
}

/** From these a stack can be updated; the last one is where a stop of the platform leaves an update. */
const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED'];
/** Whoever may create anything may use any of it here. */
const TEMPLATE_PARAMETERS = [
  ...['StackName', 'TemplateBody', 'TemplateURL', 'Parameters', 'Capabilities', 'Tags', 'ClientRequestToken'],
];

export class StackChanges {
  readonly #parts: StackChangesParts;

  constructor(parts: StackChangesParts) {
    this.#parts = parts;
  }

  create(input: Json): Json {
    onlyParameters(input, [...TEMPLATE_PARAMETERS, 'DisableRollback', 'OnFailure', 'EnableTerminationProtection']);
    onlyValue(input, 'DisableRollback', 'false');
    onlyValue(input, 'OnFailure', 'ROLLBACK');
    onlyValue(input, 'EnableTerminationProtection', 'false');
    const name = newStackName(input);
    if (this.#parts.store.find(name)) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
    const id = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/${randomUUID()}`;
    const plan = new StackPlan({ stack: { id, name }, body: templateBody(input), given: parameters(input) });
    const { body, parameters: values, shownParameters, template } = plan;
    const stack = {
      ...{ id, name, body, parameters: values, shownParameters, description: template.Description },
      ...{ status: '', outputs: [], tags: tags(input), createdAt: this.#parts.now() },
    };
    this.#start(stack, (operation) => operation.create(plan));
    return { StackId: id };
  }

  update(input: Json): Json {
    onlyParameters(input, [...TEMPLATE_PARAMETERS, 'UsePreviousTemplate', 'DisableRollback']);
    onlyValue(input, 'DisableRollback', 'false');
    const stack = this.#changeable(text(input, 'StackName'));
    if (!UPDATABLE.includes(stack.status)) {
      invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    }
    const body = input.UsePreviousTemplate === 'true' ? stack.body : templateBody(input);
    const plan = new StackPlan({ stack, body, given: parameters(input), previous: stack.parameters });
    const newTags = input.Tags === undefined ? stack.tags : tags(input);
    const isSame =
      isDeepStrictEqual(parseTemplate(body), parseTemplate(stack.body)) &&
      isDeepStrictEqual([plan.parameters, newTags], [stack.parameters, stack.tags]);
    if (isSame && stack.status !== 'UPDATE_FAILED') invalid('No updates are to be performed.');
    this.#refuseOtherTypes(stack, plan);
    this.#start(stack, (operation) => operation.update(plan, newTags));
    return { StackId: stack.id };
  }

  /** Deleting what does not exist succeeds, as on AWS; a creation under way is given up for it. */
  async delete(input: Json): Promise<Json> {
    onlyParameters(input, ['StackName', 'RetainResources', 'ClientRequestToken', 'DeletionMode']);
    onlyValue(input, 'DeletionMode', 'STANDARD');
    const name = text(input, 'StackName');
    if (!this.#parts.store.find(name)) return {};
    const { id, status } = this.#changeable(name);
    const retained = list(input, 'RetainResources').map(String);
    if (retained.length > 0 && status !== 'DELETE_FAILED') {
      invalid(`Invalid operation on stack [${id}]: resources are retained only of one that is in DELETE_FAILED.`);
    }
    if (status === 'DELETE_IN_PROGRESS' || status === 'DELETE_COMPLETE') return {};
    if (/^UPDATE_.*IN_PROGRESS$/.test(status)) invalid(`Stack [${id}] cannot be deleted while in status ${status}`);
    await this.#parts.running.end(id);
    this.#start(this.#changeable(id), (operation) => operation.delete(retained));
    return {};
  }

  #start(stack: Stack, run: (operation: StackOperation) => Promise<void>): void {
    const { store, running, customResources, now } = this.#parts;
    const journal = new StackJournal(store, stack, now);
    running.start(stack.id, (signal) => run(new StackOperation(journal, customResources, signal, now)));
  }

  #changeable(nameOrId: string): Stack {
    const stack = this.#parts.store.find(nameOrId) ?? invalid(`Stack [${nameOrId}] does not exist`);
    if (!stack.isOwn) return stack;
    return invalid(
      `${stack.name} is the platform itself and cannot be changed this way: it is made anew from the CDK app at each start.`,
    );
  }

  #refuseOtherTypes({ id }: Stack, plan: StackPlan): void {
    const types = new Map(this.#parts.store.resources(id).map(({ logicalId, type }) => [logicalId, type]));
    const changed = plan.resources.filter(({ logicalId, type }) => (types.get(logicalId) ?? type) !== type);
    if (changed.length === 0) return;
    invalid(
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: ' +
        `[${changed.map(({ logicalId }) => logicalId).join(', ')}]`,
    );
  }
}

function parameters(input: Json): Record<string, string>[] {
  return records(input, 'Parameters', ['ParameterKey', 'ParameterValue', 'UsePreviousValue']);
}

function tags(input: Json): Record<string, string>[] {
  return records(input, 'Tags', ['Key', 'Value']);
}

function templateBody(input: Json): string {
  if (optionalText(input, 'TemplateURL') === undefined) return text(input, 'TemplateBody');
  return invalid('The local CloudFormation fetches no templates: give it as TemplateBody (--template-body file://…).');
}
