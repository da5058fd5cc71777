/**
 * What is a replay called? EventBridge puts the name into each event it replays (`replay-name`), and it is all that a
 * delivery learns of the replay:
 *
 *   fanfare-<stage>-<id>-new       what is not delivered
 *   fanfare-<stage>-<id>-all       what is delivered too, once more
 *   …-new.<digest>, …-all.<digest> one event alone
 */
import { createHash } from 'node:crypto';

/** Twelve digits of time, then eight by chance: they sort by age. */
const ID = 'rpl_[0-9a-f]{20}';

const NAME = new RegExp(`^fanfare-[a-z0-9-]+-(${ID})-(new|all)(?:\\.([A-Za-z0-9_-]{10}))?$`);

const DIGEST_LENGTH = 10;

export interface ReplayRequest {
  readonly stage: string;
  readonly id: string;
  readonly mode: 'new' | 'all';
  /** The one event it is about. */
  readonly eventId?: string;
}

export interface NamedReplay {
  readonly id: string;
  readonly mode: 'new' | 'all';
  /** Of the one event it is about. */
  readonly digest?: string;
}

/** At most 64 characters, as EventBridge takes them, for stages' names have at most 16. */
export function replayName({ stage, id, mode, eventId }: ReplayRequest): string {
  const one = eventId === undefined ? '' : `.${eventDigest(eventId)}`;
  return `fanfare-${stage}-${id}-${mode}${one}`;
}

/** `undefined` for a replay that is not ours: somebody started it in the AWS console. */
export function readReplayName(name: string): NamedReplay | undefined {
  const [, id, mode, digest] = NAME.exec(name) ?? [];
  if (id === undefined || (mode !== 'new' && mode !== 'all')) return undefined;
  return digest === undefined ? { id, mode } : { id, mode, digest };
}

/** An event's id as a replay's name holds it: the name is too short for all of it. */
export function eventDigest(eventId: string): string {
  return createHash('sha256').update(eventId, 'utf8').digest('base64url').slice(0, DIGEST_LENGTH);
}
