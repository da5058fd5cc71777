/**
 * Finds what somebody changed past Fanfare, by hand or by script, and has it repaired.
 *
 *   records ─▶ lists of all resources ─▶ suspects ─ the lists' lag ─▶ each looked at once more ─▶ noted, repaired, told
 *
 * The records are read first: what is made after that belongs to no record read here, and proves to be nobody's orphan
 * when it is looked up.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Suspect, suspects } from '../../core/drift.ts';
import { eachOf } from '../each-of.ts';
import type { Surroundings } from '../provision/surroundings.ts';
import type { Inventory } from './inventory.ts';
import { type ReportParts, reportDrift } from './report.ts';

export interface SweepParts extends ReportParts {
  readonly inventory: Inventory;
  readonly around: Surroundings;
  readonly listLagMs: number;
}

export interface Finding {
  readonly subscriberId: string;
  readonly steps: readonly string[];
}

export interface Summary {
  /** How many there are. */
  readonly subscribers: number;
  readonly drifted: readonly Finding[];
  /** Resources that are left of nobody. */
  readonly orphans: readonly Finding[];
  /** Present when the time did not suffice: rules whose targets nobody looked at, suspects left for the next sweep. */
  readonly unfinished?: { readonly targets: number; readonly suspects: number };
}

/** Kept of the time for looking at suspects once more and for telling of them. */
const REPORT_MS = 4 * 60_000;
const SUSPECTS_AT_ONCE = 5;

export async function sweep(deadlineMs: number, parts: SweepParts): Promise<Summary> {
  const { items } = await parts.subscribers.list({}, Number.POSITIVE_INFINITY);
  const found = await parts.inventory.ofAll(deadlineMs - REPORT_MS);
  const suspected = suspects(items, found, (subscriber) => parts.around.planOf(subscriber));
  const { findings, left } = await examineAll(suspected, deadlineMs, parts);
  const told = (isOrphan: boolean) => findings.filter(({ subscriber }) => !subscriber === isOrphan).map(shown);
  const targets = [...found.values()].filter(({ target }) => target === 'unseen').length;
  return {
    subscribers: items.length,
    drifted: told(false),
    orphans: told(true),
    ...(targets + left > 0 ? { unfinished: { targets, suspects: left } } : {}),
  };
}

/** Those for whom no time is left are found again by the next sweep. */
async function examineAll(suspected: readonly Suspect[], deadlineMs: number, parts: SweepParts) {
  const findings: Suspect[] = [];
  let left = 0;
  if (suspected.length > 0) await sleep(parts.listLagMs);
  await eachOf(suspected, SUSPECTS_AT_ONCE, async (suspect) => {
    if (Date.now() > deadlineMs) {
      left++;
      return;
    }
    const finding = await examine(suspect, parts);
    if (finding) findings.push(finding);
  });
  return { findings, left };
}

/** What there was to tell of one; nobody else is held up when that fails. */
async function examine(suspect: Suspect, parts: SweepParts): Promise<Suspect | undefined> {
  const { subscriberId } = suspect;
  try {
    const confirmed = await lookAgain(suspect, parts);
    return confirmed && (await reportDrift(confirmed, parts)) ? confirmed : undefined;
  } catch (error) {
    parts.logger.error('not examined', { subscriberId, error: error as Error });
    return undefined;
  }
}

/** The record is read after the resources: if nothing was desired of it meanwhile, they should have been there. */
async function lookAgain({ subscriberId, subscriber }: Suspect, parts: SweepParts): Promise<Suspect | undefined> {
  const found = await parts.inventory.ofOne(subscriberId);
  const now = await parts.subscribers.get(subscriberId);
  if (now?.version !== subscriber?.version || now?.status !== subscriber?.status) return undefined;
  const [confirmed] = suspects(now ? [now] : [], new Map([[subscriberId, found]]), (each) => parts.around.planOf(each));
  return confirmed;
}

function shown({ subscriberId, steps }: Suspect): Finding {
  return { subscriberId, steps };
}
