/** How does one resource of a stack come, change and go? Its function is asked; what came of it is written down. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../aws/service.ts';
import { attributesOf, type CustomResourceAnswer } from '../template/custom-resource-answer.ts';
import { type CustomResources, NobodyToAsk } from '../template/custom-resources.ts';
import { isCustomResource } from '../template/template.ts';
import { madeOf, type StackResource } from './stack.ts';
import type { StackJournal } from './stack-journal.ts';
import type { PlannedResource, StackPlan } from './stack-plan.ts';

/** A step that did not succeed; why is written down with the resource. */
export class StepFailed extends Error {
  readonly logicalId: string;
  readonly verb: 'create' | 'update';

  constructor(logicalId: string, verb: StepFailed['verb']) {
    super(`${logicalId} failed to ${verb}.`);
    this.logicalId = logicalId;
    this.verb = verb;
  }
}

interface Question {
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly properties: Json;
  readonly oldProperties?: Json;
}

export class ResourceSteps {
  readonly #journal: StackJournal;
  readonly #customResources: CustomResources;
  readonly #signal: AbortSignal;

  /** When the signal aborts, every step throws its reason and writes nothing more. */
  constructor(journal: StackJournal, customResources: CustomResources, signal: AbortSignal) {
    this.#journal = journal;
    this.#customResources = customResources;
    this.#signal = signal;
  }

  /** Throws `StepFailed`, as `update` and `restore` do. */
  async create(planned: PlannedResource, plan: StackPlan): Promise<void> {
    const fresh = { ...BLANK, ...described(planned, plan) };
    await this.#attempt(fresh, 'create', async () => {
      const { properties, shown } = this.#expressed(planned, plan);
      const begun = { ...fresh, attempted: properties };
      this.#journal.resourceIs(begun, 'CREATE_IN_PROGRESS', undefined, shown);
      const made = await this.#made(begun, { requestType: 'Create', properties });
      this.#journal.resourceIs(made, 'CREATE_COMPLETE', undefined, shown);
    });
  }

  /** Asks for nothing where the properties are as they were, and that is sure. */
  async update(planned: PlannedResource, plan: StackPlan, before: StackResource): Promise<void> {
    const wanted = { ...before, ...described(planned, plan) };
    await this.#attempt(wanted, 'update', async () => {
      const { properties, shown } = this.#expressed(planned, plan);
      const oldProperties = before.attempted ?? before.properties ?? {};
      const isSure = before.attempted === undefined;
      if (isSure && isDeepStrictEqual(properties, oldProperties)) return this.#journal.keep(wanted);
      await this.#change(wanted, { requestType: 'Update', properties, oldProperties }, shown);
    });
  }

  /** As it was before an update, whether that had succeeded, failed, or not come to it. */
  async restore(before: StackResource): Promise<void> {
    const {
      physicalId,
      replaced,
      attempted,
      properties: now = {},
    } = this.#journal.resource(before.logicalId) ?? before;
    const { properties = {} } = before;
    const oldProperties = attempted ?? now;
    if (attempted === undefined && isDeepStrictEqual(properties, oldProperties)) return this.#journal.keep(before);
    const current = { ...before, replaced, ...(physicalId === undefined ? {} : { physicalId }) };
    await this.#attempt(current, 'update', () =>
      this.#change(current, { requestType: 'Update', properties, oldProperties }),
    );
  }

  /** Whether it is gone, with what it had replaced; a failure is written down. */
  async remove(cut: StackResource): Promise<boolean> {
    const resource = await this.#settled(cut);
    await this.removeReplaced(resource);
    if (resource.isRetained) this.#journal.resourceIs(resource, 'DELETE_SKIPPED');
    else if (!(await this.#delete(resource))) return false;
    this.#journal.gone(resource);
    return true;
  }

  /** A cut update is undone before anything else, as on AWS: what it made is known to its function alone. */
  async #settled(resource: StackResource): Promise<StackResource> {
    if (resource.attempted === undefined || resource.properties === undefined) return resource;
    await this.restore(resource).catch((error: unknown) => {
      if (!(error instanceof StepFailed)) throw error;
    });
    return { ...(this.#journal.resource(resource.logicalId) ?? resource), isRetained: resource.isRetained };
  }

  /** What cannot be deleted of it is told and then forgotten, as CloudFormation does. */
  async removeReplaced(resource: StackResource): Promise<void> {
    for (const { physicalId, properties } of resource.replaced) {
      const tell = (status: string, reason?: string) =>
        this.#journal.mention({ ...resource, physicalId }, status, reason);
      if (resource.isReplacedRetained) tell('DELETE_SKIPPED');
      else {
        tell('DELETE_IN_PROGRESS');
        const failure = await this.#refusal({ ...resource, physicalId }, properties);
        tell(failure === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', failure);
      }
    }
    if (resource.replaced.length > 0) this.#journal.keep({ ...resource, replaced: [] });
  }

  async #delete({ replaced: _, ...rest }: StackResource): Promise<boolean> {
    const resource = { ...rest, replaced: [] };
    const properties = resource.properties ?? resource.attempted;
    this.#journal.resourceIs(resource, 'DELETE_IN_PROGRESS');
    // Without properties nobody was ever asked to make it.
    const failure = properties && (await this.#refusal(resource, properties));
    this.#journal.resourceIs(resource, failure === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', failure);
    return failure === undefined;
  }

  /** Why it cannot be deleted; `undefined` when it is. */
  async #refusal(resource: StackResource, properties: Json): Promise<string | undefined> {
    try {
      const { Status, Reason } = await this.#answer(resource, { requestType: 'Delete', properties });
      return Status === 'FAILED' ? failed(Reason) : undefined;
    } catch (error) {
      this.#signal.throwIfAborted();
      return (error as Error).message;
    }
  }

  async #change(resource: StackResource, question: Question, shown?: Json): Promise<void> {
    if (question.properties.ServiceToken !== question.oldProperties?.ServiceToken) {
      throw new Error('Modifying service token is not allowed.');
    }
    const begun = { ...resource, attempted: question.properties };
    this.#journal.resourceIs(begun, 'UPDATE_IN_PROGRESS', undefined, shown);
    this.#journal.resourceIs(await this.#made(begun, question), 'UPDATE_COMPLETE', undefined, shown);
  }

  /** The resource as its function says it is; throws why it is not. */
  async #made({ attempted: _, ...resource }: StackResource, question: Question): Promise<StackResource> {
    const { properties, oldProperties = {} } = question;
    const answer = await this.#answer(resource, question).catch((error: unknown) => {
      // Nothing was attempted then, so that there is nothing to undo.
      if (error instanceof NobodyToAsk) this.#journal.keep(resource);
      throw error;
    });
    const { Status, Reason, PhysicalResourceId: physicalId, NoEcho: isHidden = false } = answer;
    if (Status === 'FAILED') {
      const named = question.requestType === 'Create' && physicalId !== '' ? { physicalId } : {};
      this.#journal.keep({ ...resource, ...named, attempted: properties });
      throw new Error(failed(Reason));
    }
    const had = resource.physicalId ?? physicalId;
    const left = had === physicalId ? [] : [{ physicalId: had, properties: oldProperties }];
    const replaced = [...resource.replaced, ...left].filter((each) => each.physicalId !== physicalId);
    return { ...resource, physicalId, properties, attributes: attributesOf(answer), isHidden, replaced };
  }

  async #answer(resource: StackResource, question: Question): Promise<CustomResourceAnswer> {
    const { logicalId, type, physicalId } = resource;
    if (!isCustomResource(type)) return { Status: 'SUCCESS', PhysicalResourceId: physicalId ?? randomUUID() };
    const { id: stackId, name } = this.#journal.stack;
    // Only what its function has never named has to be given a name now.
    const named = question.requestType === 'Create' ? {} : { physicalId: physicalId ?? `${name}-${logicalId}` };
    return this.#customResources.ask({ ...question, stackId, logicalId, type, ...named }, this.#signal);
  }

  async #attempt(resource: StackResource, verb: StepFailed['verb'], act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#signal.throwIfAborted();
      const now = this.#journal.resource(resource.logicalId) ?? resource;
      this.#journal.resourceIs(now, `${verb.toUpperCase()}_FAILED`, (error as Error).message);
      throw new StepFailed(resource.logicalId, verb);
    }
  }

  #expressed(planned: PlannedResource, plan: StackPlan): { properties: Json; shown: Json } {
    const { resources } = this.#journal;
    return {
      properties: plan.properties(planned, madeOf(resources, { shown: false })),
      shown: plan.shownProperties(planned, madeOf(resources, { shown: true })),
    };
  }
}

const BLANK = { status: '', at: 0, attributes: {}, isHidden: false, replaced: [] };

/** What the template says about a resource besides its properties. */
function described(planned: PlannedResource, { resources }: StackPlan) {
  const { logicalId, type, needs, definition } = planned;
  return {
    ...{ logicalId, type, needs, position: resources.indexOf(planned) },
    isRetained: definition.DeletionPolicy === 'Retain',
    isReplacedRetained: definition.UpdateReplacePolicy === 'Retain',
  };
}

function failed(reason = 'no reason was given'): string {
  return `Received response status [FAILED] from custom resource. Message returned: ${reason}`;
}
