/**
 * What did a request make that was cut before CloudFormation heard of it? A subscriber that nobody would ever delete: the
 * next request for its resource removes it. One that CloudFormation knew is none, also when a policy retained it.
 */
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Subscriber } from '../../core/subscriber.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { Problem } from '../subscribers/problem.ts';
import { ownerOf } from './declaration.ts';
import { ownSubscribers } from './own-subscribers.ts';
import type { DeclareParts } from './parts.ts';

/** `known`: those CloudFormation knows of, or is told of now. */
export async function removeStrays(
  event: CloudFormationCustomResourceEvent,
  known: readonly (string | undefined)[],
  parts: DeclareParts,
): Promise<void> {
  const strays = (await straysOf(event, parts)).filter(({ id }) => !known.includes(id));
  await Promise.all(strays.map(({ id }) => deleteSubscriber(id, { force: true }, parts).catch(unlessGone)));
}

/** Those made for the event's resource of which CloudFormation was never told. */
async function straysOf(event: CloudFormationCustomResourceEvent, parts: DeclareParts): Promise<Subscriber[]> {
  const own = await ownSubscribers(ownerOf(event), parts.subscribers);
  return own.filter(({ declaredAt }) => declaredAt === undefined);
}

/** CloudFormation waits for a resource for an hour at most. */
const CREATION_MS = 2 * 3_600_000;

/** What a creation may have made that CloudFormation gave up: it may have been told, and not have listened any more. */
export async function madeInVain(event: CloudFormationCustomResourceEvent, parts: DeclareParts): Promise<Subscriber[]> {
  const own = await ownSubscribers(ownerOf(event), parts.subscribers);
  const sinceMs = Date.now() - CREATION_MS;
  return own.filter(({ declaredAt, createdAt }) => declaredAt === undefined || Date.parse(createdAt) > sinceMs);
}

export function unlessGone(error: unknown): void {
  if (!(error instanceof Problem) || error.kind !== 'not-found') throw error;
}
