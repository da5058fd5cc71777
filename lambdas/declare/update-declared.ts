/** Changes a declared subscriber in place, or replaces it where it becomes another one. */
import type { CloudFormationCustomResourceUpdateEvent } from 'aws-lambda';
import { SUBSCRIBER_ID } from '../../core/stage.ts';
import { type Subscriber, signingOf } from '../../core/subscriber.ts';
import type { Answer } from '../custom-resource/respond.ts';
import { changeSubscriber } from '../subscribers/change-subscriber.ts';
import { Problem } from '../subscribers/problem.ts';
import { SETTINGS } from '../subscribers/subscriber-input.ts';
import { untilSeen } from '../subscribers/until-seen.ts';
import { type Declared, mayLoseDeadLetters, ownerOf } from './declaration.ts';
import { ownSubscribers } from './own-subscribers.ts';
import type { DeclareParts } from './parts.ts';
import { made, registerDeclared } from './register-declared.ts';
import { removeStrays } from './strays.ts';

export async function updateDeclared(
  event: CloudFormationCustomResourceUpdateEvent,
  declared: Declared,
  parts: DeclareParts,
): Promise<Answer> {
  const current = await living(event.PhysicalResourceId, parts);
  const answer = await updated(event, current, declared, parts);
  if (answer.status === 'SUCCESS') await removeStrays(event, [event.PhysicalResourceId, answer.physicalId], parts);
  return answer;
}

async function updated(
  event: CloudFormationCustomResourceUpdateEvent,
  current: Subscriber | undefined,
  declared: Declared,
  parts: DeclareParts,
): Promise<Answer> {
  if (current && isAlike(current, declared)) return change(current, declared, parts);
  if (current) await refuseToLeaveDeadLetters(event, parts);
  // When an update is rolled back, the one that was replaced is still there.
  const own = await ownSubscribers(ownerOf(event), parts.subscribers);
  const before = own.find((subscriber) => isAlike(subscriber, declared));
  return before ? change(before, declared, parts) : registerDeclared(event, declared, parts);
}

async function living(id: string, { subscribers }: DeclareParts): Promise<Subscriber | undefined> {
  const subscriber = SUBSCRIBER_ID.test(id) ? await subscribers.get(id) : undefined;
  return subscriber?.desired === 'deleted' ? undefined : subscriber;
}

/** Another tenant's events, or another way to verify them, are another subscriber's. */
function isAlike(current: Subscriber, declared: Declared): boolean {
  return current.tenant === declared.tenant && signingOf(current) === signingOf(declared);
}

/** The old one could not be deleted afterwards, and would go on beside the new one. */
async function refuseToLeaveDeadLetters(
  { PhysicalResourceId: id, OldResourceProperties }: CloudFormationCustomResourceUpdateEvent,
  { gauge }: DeclareParts,
): Promise<void> {
  if (mayLoseDeadLetters(OldResourceProperties)) return;
  const { deadLetters } = await gauge.read(id);
  if (deadLetters === 0) return;
  const why = `Another tenant or signing makes another subscriber, but dead letters (${deadLetters}) wait for ${id}`;
  throw new Problem('conflict', `${why}: redrive them, or deploy with forceDelete first to lose them.`);
}

const DEFAULTS = Object.fromEntries([...SETTINGS, 'headers'].map((field) => [field, null]));

/** What is left out goes back to its default. Done when every function acts on what is declared now, as for a rotation. */
async function change(before: Subscriber, declared: Declared, parts: DeclareParts): Promise<Answer> {
  const { subscriber } = await changeSubscriber(before.id, { ...DEFAULTS, ...declared }, undefined, parts);
  const [answer] = await Promise.all([made(before.id, parts), subscriber.version !== before.version && untilSeen()]);
  return answer;
}
