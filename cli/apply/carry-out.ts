/** Carries a plan out: several at a time, each on its own, so that one refusal holds nobody up. */
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { concurrently } from '../concurrently.ts';
import type { Fault } from '../refusal.ts';
import { registerSettings } from '../subscribers/register-settings.ts';
import type { ChangedSubscriberView, SubscriberView } from '../subscribers/subscriber-view.ts';
import { owned, patchOf } from './differences.ts';
import type { Change, Creation, Plan } from './plan.ts';

/** Enough to be fast, few enough for the API's throttle. */
const AT_ONCE = 8;

export type Action = 'created' | 'changed' | 'deleted';

export interface Accepted {
  readonly action: Action;
  /** As the API answered it: on its way. */
  readonly subscriber: SubscriberView;
  readonly secret?: string;
}

export interface Refused {
  readonly action: Action;
  readonly name: string;
  readonly faults: readonly Fault[];
  /** The API's, where it was the API that said no. */
  readonly status?: number;
}

export interface Doings {
  readonly accepted: readonly Accepted[];
  readonly refused: readonly Refused[];
  readonly warnings: readonly Fault[];
}

export interface CarryOutOptions {
  /** Deletes even while dead letters wait. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Told of each that was accepted, before the next is begun: a secret must not be lost. */
  readonly onAccepted: (accepted: Accepted) => Promise<void>;
}

/** What is new comes first and what goes last, so that a rename loses no event. */
export async function carryOut(api: ApiClient, plan: Plan, options: CarryOutOptions): Promise<Doings> {
  const accepted: Accepted[] = [];
  const refused: Refused[] = [];
  const warnings: Fault[] = [];
  const run = async ({ action, name, call, fault }: Step) => {
    try {
      const { secret, warnings: found = [], ...subscriber } = await call();
      const done = { action, subscriber, ...(secret === undefined ? {} : { secret }) };
      accepted.push(done);
      warnings.push(...found.map(({ path: where, message }) => fault(where, message)));
      await options.onAccepted(done);
    } catch (error) {
      refused.push(refusal({ action, name, fault }, error));
    }
  };
  const making = [
    ...plan.creations.map((each) => creationStep(api, each, plan.manifest)),
    ...plan.changes.map((each) => changeStep(api, each, plan.manifest)),
  ];
  await concurrently(making, AT_ONCE, run, options.signal);
  const leaving = plan.deletions.map((each) => deletionStep(api, each, options.force));
  await concurrently(leaving, AT_ONCE, run, options.signal);
  return { accepted, refused, warnings };
}

interface Step {
  readonly action: Action;
  readonly name: string;
  readonly call: () => Promise<ChangedSubscriberView>;
  readonly fault: (path: string, message: string) => Fault;
}

function creationStep(api: ApiClient, { declared: { settings, fault } }: Creation, manifest: string): Step {
  const call = () => registerSettings(api, { ...settings, metadata: owned(settings, manifest) });
  return { action: 'created', name: settings.name, call, fault };
}

/** Only while it is as the plan saw it. */
function changeStep(api: ApiClient, { declared, current, differences }: Change, manifest: string): Step {
  const { settings, fault } = declared;
  const body = patchOf(settings, differences, manifest);
  const headers = { 'if-match': `"${current.version}"` };
  const call = () => api.call<ChangedSubscriberView>('PATCH', path`/v1/subscribers/${current.id}`, { body, headers });
  return { action: 'changed', name: settings.name, call, fault };
}

function deletionStep(api: ApiClient, { id, name }: SubscriberView, force: boolean): Step {
  const query = force ? { force } : {};
  const call = () => api.call<ChangedSubscriberView>('DELETE', path`/v1/subscribers/${id}`, { query });
  return { action: 'deleted', name, call, fault: (_, message) => ({ path: `${name} (${id}):`, message }) };
}

function refusal({ action, name, fault }: Omit<Step, 'call'>, error: unknown): Refused {
  if (!(error instanceof ApiProblem)) return { action, name, faults: [fault('', (error as Error).message)] };
  const { status, detail = error.problem.title, errors = [] } = error.problem;
  if (error.kind === 'version-mismatch') {
    return { action, name, status, faults: [fault('', 'was changed by somebody else since the plan: apply again')] };
  }
  const faults = errors.map(({ path: where, message }) => fault(where, message));
  return { action, name, status, faults: faults.length > 0 ? faults : [fault('', detail)] };
}
