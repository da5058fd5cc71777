/** Which step of provisioning failed? */
import type { ProvisionStep } from '../../core/provision-step.ts';

export class StepFailed extends Error {
  readonly step: ProvisionStep;
  constructor(step: ProvisionStep, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'StepFailed';
    this.step = step;
  }
}

/** Runs a step; its error says which step it was. */
export async function step<T>(name: ProvisionStep, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new StepFailed(name, error);
  }
}
