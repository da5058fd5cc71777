/** Which step of provisioning failed? */

/** One subscriber's resources, in the order they are made. */
export type Step = 'dead-letter-queue' | 'queue' | 'mapping' | 'rule' | 'target';

export class StepFailed extends Error {
  readonly step: Step;
  constructor(step: Step, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StepFailed';
    this.step = step;
  }
}

/** Runs a step; its error says which step it was. */
export async function step<T>(name: Step, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new StepFailed(name, error);
  }
}
