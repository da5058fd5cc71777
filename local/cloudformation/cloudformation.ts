/** What does the local CloudFormation answer? Stacks of custom resources, beside the platform's own, which it only shows. */
import type { DatabaseSync } from 'node:sqlite';
import type { Json, QueryService } from '../aws/service.ts';
import type { CustomResources } from '../template/custom-resources.ts';
import type { Instance } from '../template/instantiate.ts';
import { stackId } from '../template/stack-id.ts';
import type { Template } from '../template/template.ts';
import { invalid } from './request.ts';
import { RunningOperations } from './running-operations.ts';
import type { Stack } from './stack.ts';
import { StackChanges } from './stack-changes.ts';
import { StackJournal } from './stack-journal.ts';
import { stackQuestions } from './stack-questions.ts';
import { StackStore } from './stack-store.ts';

export interface CloudFormationOptions {
  readonly db: DatabaseSync;
  readonly customResources: CustomResources;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Where a stop of the platform leaves a stack: the user takes it from there. Cleanup goes on with the next change. */
const INTERRUPTED: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_FAILED',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_FAILED',
  UPDATE_IN_PROGRESS: 'UPDATE_FAILED',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_FAILED',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'DELETE_FAILED',
};

const OWN_RESOURCE = {
  ...{ status: '', at: 0, attributes: {}, isHidden: false, replaced: [], needs: [] },
  ...{ isRetained: false, isReplacedRetained: false },
};

export class CloudFormation implements QueryService {
  readonly name = 'cloudformation';
  readonly version = '2010-05-15';
  readonly namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
  readonly #store: StackStore;
  readonly #running = new RunningOperations();
  readonly #now: () => number;
  readonly #actions: Readonly<Record<string, (input: Json) => Json | Promise<Json>>>;

  constructor({ db, customResources, now = Date.now }: CloudFormationOptions) {
    this.#store = new StackStore(db);
    this.#now = now;
    const parts = { store: this.#store, running: this.#running, customResources, now };
    const changes = new StackChanges(parts);
    this.#actions = {
      CreateStack: (input) => changes.create(input),
      UpdateStack: (input) => changes.update(input),
      DeleteStack: (input) => changes.delete(input),
      ...stackQuestions(this.#store, this.#running),
    };
    this.#settleInterrupted();
  }

  handle(action: string, input: Json): Json | Promise<Json> {
    const answer = Object.hasOwn(this.#actions, action) ? this.#actions[action] : undefined;
    return answer ? answer(input) : invalid(`The local CloudFormation does not support ${action}.`);
  }

  /** Shows the platform's own stack, in place of one of an earlier start. */
  adopt(name: string, template: Template, { outputs, resources }: Instance): void {
    for (const stack of this.#store.all()) if (stack.isOwn) this.#store.forget(stack.id);
    const journal = new StackJournal(this.#store, this.#ownStack(name, template, outputs), this.#now);
    for (const [position, [logicalId, { ref: physicalId }]] of [...resources].entries()) {
      const type = template.Resources[logicalId]?.Type ?? '';
      journal.resourceIs({ ...OWN_RESOURCE, logicalId, type, physicalId, position }, 'CREATE_COMPLETE');
    }
    journal.stackIs('CREATE_COMPLETE');
  }

  /** Ends what is under way; the state says so at the next start. */
  stop(): Promise<void> {
    return this.#running.stop();
  }

  #ownStack(name: string, template: Template, outputs: Instance['outputs']): Stack {
    return {
      ...{ id: stackId(name), name, body: JSON.stringify(template), status: '', isOwn: true },
      ...{ parameters: {}, shownParameters: {}, tags: [], createdAt: this.#now() },
      outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  }

  #settleInterrupted(): void {
    for (const stack of this.#store.all()) {
      const status = INTERRUPTED[stack.status];
      if (status === undefined) continue;
      new StackJournal(this.#store, stack, this.#now).stackIs(status, `The platform stopped during ${stack.status}.`);
    }
  }
}
