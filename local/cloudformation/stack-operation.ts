/**
 * In which order does a stack come, change and go, and what happens when a step fails?
 *
 *   CREATE_IN_PROGRESS ──▶ CREATE_COMPLETE
 *           └─ fails ──▶ ROLLBACK_IN_PROGRESS: all that was made is deleted ──▶ ROLLBACK_COMPLETE, _FAILED
 *
 *   UPDATE_IN_PROGRESS ──▶ UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: what left or was replaced is deleted ──▶ UPDATE_COMPLETE
 *           └─ fails ──▶ UPDATE_ROLLBACK_IN_PROGRESS: what was changed is changed back ──▶ UPDATE_ROLLBACK_FAILED
 *                             └─▶ UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: what was made is deleted
 *                                     └─▶ UPDATE_ROLLBACK_COMPLETE
 *
 *   DELETE_IN_PROGRESS ──▶ DELETE_COMPLETE, DELETE_FAILED
 */
import type { CustomResources } from '../template/custom-resources.ts';
import { ResourceSteps, StepFailed } from './resource-steps.ts';
import { madeOf, type Stack, type StackResource } from './stack.ts';
import type { StackJournal } from './stack-journal.ts';
import type { StackPlan } from './stack-plan.ts';

/** One change of one stack. Rejects only when the signal aborts, with its reason; nothing is written from then on. */
export class StackOperation {
  readonly #journal: StackJournal;
  readonly #steps: ResourceSteps;
  readonly #signal: AbortSignal;
  readonly #now: () => number;

  constructor(journal: StackJournal, customResources: CustomResources, signal: AbortSignal, now: () => number) {
    this.#journal = journal;
    this.#steps = new ResourceSteps(journal, customResources, signal);
    this.#signal = signal;
    this.#now = now;
  }

  async create(plan: StackPlan): Promise<void> {
    this.#journal.stackIs('CREATE_IN_PROGRESS', 'User Initiated');
    const failure = await this.#forward(plan, []);
    if (failure === undefined) return this.#journal.stackIs('CREATE_COMPLETE', undefined, this.#outcome(plan));
    this.#journal.stackIs('ROLLBACK_IN_PROGRESS', `${failure} Rollback requested by user.`);
    const left = await this.#removeAll(this.#journal.resources);
    this.#journal.stackIs(left === undefined ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', left);
  }

  /** `tags` replace those the stack has. */
  async update(plan: StackPlan, tags: Stack['tags']): Promise<void> {
    this.#journal.stackIs('UPDATE_IN_PROGRESS', 'User Initiated', { updatedAt: this.#now() });
    const before = this.#journal.resources.filter(({ properties }) => properties !== undefined);
    const failure = await this.#forward(plan, before);
    if (failure !== undefined) return this.#rollBack(failure, before);
    const outcome = { ...this.#outcome(plan), tags };
    this.#journal.stackIs('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, outcome);
    const stays = new Set(plan.resources.map(({ logicalId }) => logicalId));
    await this.#cleanUp(stays);
    this.#journal.stackIs('UPDATE_COMPLETE');
  }

  /** What is `retained` stays where it is and leaves the stack. */
  async delete(retained: readonly string[]): Promise<void> {
    this.#journal.stackIs('DELETE_IN_PROGRESS', 'User Initiated');
    const resources = this.#journal.resources.map((resource) =>
      retained.includes(resource.logicalId) ? { ...resource, isRetained: true } : resource,
    );
    const left = await this.#removeAll(resources);
    if (left === undefined) this.#journal.stackIs('DELETE_COMPLETE', undefined, { deletedAt: this.#now() });
    else this.#journal.stackIs('DELETE_FAILED', left);
  }

  /** Makes and changes every resource in turn; why that failed, if it did. */
  async #forward(plan: StackPlan, before: readonly StackResource[]): Promise<string | undefined> {
    try {
      for (const planned of plan.resources) {
        const known = before.find(({ logicalId }) => logicalId === planned.logicalId);
        if (known) await this.#steps.update(planned, plan, known);
        else await this.#steps.create(planned, plan);
      }
      this.#outcome(plan);
      return undefined;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof StepFailed)) return (error as Error).message;
      return `The following resource(s) failed to ${error.verb}: [${error.logicalId}].`;
    }
  }

  async #rollBack(failure: string, before: readonly StackResource[]): Promise<void> {
    this.#journal.stackIs('UPDATE_ROLLBACK_IN_PROGRESS', failure);
    try {
      for (const resource of before) await this.#steps.restore(resource);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      const reason = `The following resource(s) failed to update: [${error.logicalId}].`;
      return this.#journal.stackIs('UPDATE_ROLLBACK_FAILED', reason);
    }
    this.#journal.stackIs('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#cleanUp(new Set(before.map(({ logicalId }) => logicalId)));
    this.#journal.stackIs('UPDATE_ROLLBACK_COMPLETE');
  }

  /** Deletes what does not stay, and what was replaced of what does. What cannot be deleted is let go, as on AWS. */
  async #cleanUp(stays: ReadonlySet<string>): Promise<void> {
    for (const resource of this.#journal.resources.reverse()) {
      if (stays.has(resource.logicalId)) await this.#steps.removeReplaced(resource);
      else if (!(await this.#steps.remove(resource))) this.#journal.gone(resource);
    }
  }

  /** Deletes in reverse order, less what is needed by what could not be deleted; says what that is. */
  async #removeAll(resources: readonly StackResource[]): Promise<string | undefined> {
    const left: StackResource[] = [];
    const failed: string[] = [];
    for (const resource of resources.toReversed()) {
      const isNeeded = left.some(({ needs }) => needs.includes(resource.logicalId));
      if (!isNeeded && (await this.#steps.remove(resource))) continue;
      if (!isNeeded) failed.push(resource.logicalId);
      left.push(resource);
    }
    return failed.length === 0 ? undefined : `The following resource(s) failed to delete: [${failed.join(', ')}].`;
  }

  /** What the stack is once the plan is carried out; throws when an output cannot be worked out. */
  #outcome(plan: StackPlan): Partial<Stack> {
    const { body, parameters, shownParameters, template } = plan;
    const outputs = plan.outputs(madeOf(this.#journal.resources, { shown: false }));
    return { body, parameters, shownParameters, outputs, description: template.Description };
  }
}
