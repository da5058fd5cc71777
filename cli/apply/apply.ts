/** `subscribers apply`: reads the file, shows the plan, asks, carries it out, waits, tells what came of it. */
import { readAll } from '../api/pages.ts';
import { interruption } from '../interruption.ts';
import { confirm } from '../output/confirm.ts';
import { Progress } from '../output/progress.ts';
import { Interrupted, Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import { awaitSettled, type Settled } from './await-settled.ts';
import { type Accepted, carryOut, type Doings } from './carry-out.ts';
import { readManifest } from './manifest.ts';
import { isEmpty, makePlan, type Plan } from './plan.ts';
import { planJson } from './plan-json.ts';
import { planText } from './plan-text.ts';
import { SecretsFile } from './secrets-file.ts';
import { showResults } from './show-results.ts';

interface ApplyOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly secretsFile?: string;
  readonly wait: boolean;
}

export async function apply(session: Session, options: ApplyOptions): Promise<void> {
  const manifest = await readManifest(options.file, session.env);
  const api = await session.api();
  const plan = makePlan(manifest, await readAll<SubscriberView>(api, '/v1/subscribers'));
  if (options.dryRun) return showPlan(session, plan);
  if (!session.isJson) session.out.note(planText(plan, process.stderr));
  if (!isEmpty(plan)) await agree(session, plan, options);
  const { doings, settled } = await carryOutAndWait(session, plan, options);
  showResults(session, plan, doings, settled, options.secretsFile !== undefined);
  end(plan, doings, settled, options.wait);
}

function showPlan({ isJson, out }: Session, plan: Plan): void {
  if (isJson) out.json(planJson(plan));
  else out.line(planText(plan, process.stdout));
}

async function agree({ out }: Session, { deletions }: Plan, { yes, file }: ApplyOptions): Promise<void> {
  if (yes) return;
  if (!out.canAsk || file === '-') {
    throw new Refusal('usage', 'Nobody can be asked here: look at the plan with --dry-run, then apply with --yes.');
  }
  await confirm(
    deletions.length === 0
      ? 'Apply this?'
      : `Apply this? ${deletions.length} with all that waits for them are deleted.`,
  );
}

async function carryOutAndWait(session: Session, plan: Plan, options: ApplyOptions) {
  const api = await session.api();
  const signal = interruption();
  const progress = new Progress();
  const secrets = options.secretsFile === undefined ? undefined : await SecretsFile.open(options.secretsFile);
  const total = sizeOf(plan);
  let done = 0;
  const onAccepted = async ({ subscriber: { id, name }, secret }: Accepted) => {
    done++;
    progress.turn(`${done} of ${total} accepted …`);
    if (secret !== undefined) await secrets?.add({ name, id, secret });
  };
  try {
    const doings = await carryOut(api, plan, { force: options.force ?? false, signal, onAccepted });
    const { accepted } = doings;
    const onProgress = (settled: number) => progress.turn(`${settled} of ${accepted.length} in effect …`);
    const settled =
      options.wait && accepted.length > 0
        ? await awaitSettled(api, accepted, signal, onProgress)
        : asAccepted(accepted);
    return { doings, settled };
  } finally {
    progress.end();
    await secrets?.close();
  }
}

function asAccepted(accepted: readonly Accepted[]): Settled[] {
  return accepted.map((each) => ({ accepted: each, now: each.subscriber, isSettled: false }));
}

/** Throws where something is not as the file says. */
function end(plan: Plan, doings: Doings, settled: readonly Settled[], isWaited: boolean): void {
  const { refused } = doings;
  const faults = [...refused.flatMap((each) => each.faults), ...failures(plan, settled)];
  const stopped = interruption().aborted ? stoppedText(plan, doings) : '';
  if (faults.length > 0) {
    const isFileWrong = faults.length === refused.flatMap((each) => (each.status === 400 ? each.faults : [])).length;
    const sentence = `${faults.length} of the subscribers are not as the file says. ${stopped}`.trimEnd();
    throw new Refusal(isFileWrong ? 'usage' : 'failed', sentence, faults);
  }
  if (interruption().aborted) throw new Interrupted(stopped);
  const late = settled.filter(({ isSettled }) => !isSettled);
  if (isWaited && late.length > 0) {
    throw new Refusal('failed', `${late.length} are still on their way; they go on without us. Apply again to see.`);
  }
}

function sizeOf({ creations, changes, deletions }: Plan): number {
  return creations.length + changes.length + deletions.length;
}

function stoppedText(plan: Plan, { accepted, refused }: Doings): string {
  const left = sizeOf(plan) - accepted.length - refused.length;
  return left === 0
    ? 'Stopped: all was begun, and goes on without us.'
    : `Stopped: ${left} of ${sizeOf(plan)} were not begun. Apply again for the rest.`;
}

function failures({ unchanged }: Plan, settled: readonly Settled[]) {
  const now = [...unchanged, ...settled.flatMap(({ now: one }) => one ?? [])];
  return now
    .filter(({ status }) => status === 'failed')
    .map(({ id, name, failure }) => ({
      path: `${name} (${id}):`,
      message: `has failed: ${failure?.message ?? 'no reason was given'} (\`fanfare subscribers resume ${id}\` tries again)`,
    }));
}
