/**
 * Does what CloudFormation asks for one declared subscriber, by the operations that the API has too, and waits until it
 * is done.
 *
 *   Create ─▶ registered ─▶ active            Update ─▶ changed in place ─▶ active
 *                 └─ failed ─▶ removed             └─ another tenant or signing ─▶ as Create, then a Delete of the old one
 *   Delete ─▶ removed ─▶ gone
 */
import type { CloudFormationCustomResourceCreateEvent, CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Answer } from '../custom-resource/respond.ts';
import { readDeclaration } from './declaration.ts';
import type { DeclareParts } from './parts.ts';
import { registerDeclared } from './register-declared.ts';
import { removeDeclared } from './remove-declared.ts';
import { removeStrays } from './strays.ts';
import { updateDeclared } from './update-declared.ts';

/** Throws a problem where what is asked is refused; the subscriber is then as it was. */
export async function declareSubscriber(
  event: CloudFormationCustomResourceEvent,
  parts: DeclareParts,
): Promise<Answer> {
  switch (event.RequestType) {
    case 'Create':
      return create(event, parts);
    case 'Update':
      return updateDeclared(event, readDeclaration(event), parts);
    case 'Delete':
      return removeDeclared(event, parts);
  }
}

async function create(event: CloudFormationCustomResourceCreateEvent, parts: DeclareParts): Promise<Answer> {
  const answer = await registerDeclared(event, readDeclaration(event), parts);
  if (answer.status === 'SUCCESS') await removeStrays(event, [answer.physicalId], parts);
  return answer;
}
