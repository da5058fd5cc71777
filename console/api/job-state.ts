/** Does a job still move? And so: how often is it asked for? */
import { isUnknown } from './api-error.ts';

interface WithStatus {
  readonly status: string;
}

export function isUnderWay({ status }: WithStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'cancelling';
}

const MOVING_MS = 1000;
const RESTING_MS = 15_000;

/** Milliseconds between two questions; `false` where there is no such job, nor will there be. */
export function jobPace(job: WithStatus | undefined, error: Error | null): number | false {
  if (isUnknown(error)) return false;
  return job === undefined || isUnderWay(job) ? MOVING_MS : RESTING_MS;
}
