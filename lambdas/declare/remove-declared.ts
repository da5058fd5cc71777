/** Removes a declared subscriber, and waits until nothing of it is left. */
import type { CloudFormationCustomResourceDeleteEvent } from 'aws-lambda';
import { SUBSCRIBER_ID } from '../../core/stage.ts';
import type { Answer } from '../custom-resource/respond.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { Problem } from '../subscribers/problem.ts';
import { mayLoseDeadLetters } from './declaration.ts';
import type { DeclareParts } from './parts.ts';
import { sentenceOf, settled } from './settled.ts';
import { madeInVain, unlessGone } from './strays.ts';

const GONE: Answer = { status: 'SUCCESS', reason: 'The subscriber is gone.' };

/** Refused while dead letters wait, unless the declaration said that they may be lost. */
export async function removeDeclared(
  event: CloudFormationCustomResourceDeleteEvent,
  parts: DeclareParts,
): Promise<Answer> {
  const id = event.PhysicalResourceId;
  if (SUBSCRIBER_ID.test(id)) return remove(id, mayLoseDeadLetters(event.ResourceProperties), parts);
  // CloudFormation never heard of what it may have had made: the creation was refused, or cancelled on the way.
  const own = await madeInVain(event, parts);
  const answers = await Promise.all(own.map((subscriber) => remove(subscriber.id, true, parts)));
  return answers.find(({ status }) => status === 'FAILED') ?? GONE;
}

async function remove(id: string, force: boolean, parts: DeclareParts): Promise<Answer> {
  await deleteSubscriber(id, { force }, parts)
    .catch(unlessGone)
    .catch((error: unknown) => inItsWords(error, id, parts.stage));
  const how = await settled(id, parts.subscribers, parts.deadlineMs);
  return how.kind === 'gone' ? GONE : { status: 'FAILED', reason: sentenceOf(id, how, 'deleted') };
}

/**
 * Who declares a subscriber has no `force=true` to give. An update goes on without what it could not delete: then
 * CloudFormation knows it no more, and no deployment deletes it.
 */
function inItsWords(error: unknown, id: string, stage: string): never {
  if (!(error instanceof Problem) || error.kind !== 'conflict') throw error;
  const stillDeclared = 'Where a stack still declares it, deploy it with forceDelete, then delete it';
  const declaredNoMore = `where none does any more, run \`npx fanfare --stage ${stage} subscribers delete ${id} --force\``;
  throw new Problem('conflict', `${error.message} ${stillDeclared}; ${declaredNoMore}.`);
}
