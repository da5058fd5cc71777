/** `event-types types`: writes the TypeScript types of the catalogue's events. */
import { writeFile } from 'node:fs/promises';
import type { EventType } from '../../core/event-type.ts';
import { readAll } from '../api/pages.ts';
import { stageFacts } from '../aws/stage-facts.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { generateTypes, type SchemaFault } from './generate-types.ts';

interface TypesOptions {
  readonly out?: string;
}

export async function writeTypes(session: Session, names: readonly string[], options: TypesOptions): Promise<void> {
  const catalogue = await readAll<EventType>(await session.api(), '/v1/event-types');
  const { fields } = await stageFacts(session);
  const { text, faults } = await generateTypes(chosen(catalogue, names), fields);
  if (options.out !== undefined) await write(options.out, text);
  if (session.isJson) return session.out.json(options.out === undefined ? { text, faults } : { faults });
  if (options.out === undefined) process.stdout.write(text);
  else session.out.note(`${options.out} is written.`);
  for (const fault of faults) session.out.note(faultText(fault));
}

function chosen(catalogue: readonly EventType[], names: readonly string[]): readonly EventType[] {
  if (names.length === 0) return catalogue;
  const missing = names.filter((name) => !catalogue.some((each) => each.name === name));
  if (missing.length > 0) throw new Refusal('not-found', `The catalogue has no event type ${missing.join(', ')}.`);
  return catalogue.filter(({ name }) => names.includes(name));
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('usage', `--out ${file} cannot be written (${error.code}).`);
  });
}

function faultText({ eventType, schemaVersion, message }: SchemaFault): string {
  return `${eventType}, version ${schemaVersion}: its schema cannot be a type, so its data may be any object (${message})`;
}
