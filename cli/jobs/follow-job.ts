/** How far is a job? It is followed to its end, for as long as its user wants to look on; the job goes on without us. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '../../core/job.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { interruption } from '../interruption.ts';
import { barOf } from '../output/bar.ts';
import { Progress } from '../output/progress.ts';
import { Interrupted, Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import type { JobKind } from './job-kind.ts';
import type { JobView } from './job-view.ts';

const FIRST_PAUSE_MS = 150;
const MAX_PAUSE_MS = 2000;
/** A job can take hours: an API that is away for a moment does not end the looking on. */
const PATIENCE_MS = 60_000;
const AWAY = 'The API does not answer as it should: asking again, the job goes on without it …';

/** `onSeen` is called with the job as it is, each time it is read. Throws `Interrupted` at Ctrl-C. */
export async function followJob<J extends JobView>(
  session: Session,
  kind: JobKind<J>,
  started: J,
  onSeen: (job: J) => void,
): Promise<J> {
  const api = await session.api();
  const progress = new Progress(session.isJson);
  let job = started;
  try {
    for (let pause = FIRST_PAUSE_MS; !isOver(job); pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
      progress.count(progressText(kind, job));
      await rest(pause);
      job = await readPatiently(api, kind, job.id, () => progress.say(AWAY));
      onSeen(job);
    }
  } finally {
    progress.end();
  }
  return job;
}

export function readJob<J extends JobView>(api: ApiClient, { noun }: JobKind<J>, id: string): Promise<J> {
  return api.get<J>(path`/v1/${noun}/${id}`, {}, { signal: interruption() });
}

/** `queued` and the like stand in front, for then nothing moves. */
function progressText<J extends JobView>({ one, share, done }: JobKind<J>, job: J): string {
  const state = job.status === 'running' ? '' : `${one} ${job.status}: `;
  return `${barOf(share(job))}${state}${done(job)} …`;
}

async function rest(ms: number): Promise<void> {
  const signal = interruption();
  await sleep(ms, undefined, { signal }).catch(() => {});
  if (signal.aborted) throw new Interrupted();
}

async function readPatiently<J extends JobView>(
  api: ApiClient,
  kind: JobKind<J>,
  id: string,
  onAway: () => void,
): Promise<J> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await readJob(api, kind, id);
    } catch (error) {
      if (interruption().aborted) throw new Interrupted();
      if (!mayPass(error) || Date.now() > deadline) throw error;
      onAway();
      await rest(MAX_PAUSE_MS);
    }
  }
}

/** It was out of reach, or did not do its work. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.problem.status >= 500 || error.problem.status === 429;
  return error instanceof Refusal && error.kind === 'failed';
}
