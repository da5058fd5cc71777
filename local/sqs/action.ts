/** What is one thing SQS can be asked to do? */
import type { Call, Json } from '../aws/service.ts';
import type { LongPolls } from './long-polls.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';
import type { MoveTasks } from './move-tasks.ts';
import type { QueueDirectory } from './queue-directory.ts';
import { refusal } from './refusal.ts';

interface Action {
  /** The fields it knows; a request with any other is refused. */
  readonly fields: readonly string[];
  run(input: Json, call: Call): Json | Promise<Json>;
}

export type Actions = Readonly<Record<string, Action>>;

/** What the actions work with. */
export interface SqsParts {
  readonly queues: QueueDirectory;
  readonly messages: MessageStore;
  readonly polls: LongPolls<StoredMessage>;
  readonly moveTasks: MoveTasks;
  readonly now: () => number;
}

export function refuseUnknownFields(input: Json, known: readonly string[]): void {
  for (const name in input) {
    if (!known.includes(name)) throw refusal.unsupported(`${name} is not a field the local SQS knows here.`);
  }
}
