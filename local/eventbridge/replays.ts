/** Which replays are there, and may this one be started or cancelled? */
import { AwsError, type Json } from '../aws/service.ts';
import type { Archives } from './archives.ts';
import type { ReplayRow, ReplayStore } from './replay-store.ts';
import {
  archiveArn,
  busArn,
  busByArn,
  invalid,
  limitExceeded,
  NAME,
  notFound,
  onlyOneFilter,
  onlyParameters,
  optionalText,
  page,
  replayArn,
  ruleArn,
  text,
} from './request.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: "Active replays". */
const MAX_ACTIVE = 10;
const MAX_NAME_LENGTH = 64;

export interface ReplaysParts {
  readonly store: ReplayStore;
  readonly archives: Archives;
  readonly now: () => number;
  /** Throws `ResourceNotFoundException` where there is no such bus. */
  readonly requireBus: (name: string) => void;
  /** Told of a replay that has something to do. */
  readonly wake: (name: string) => void;
}

export class Replays {
  readonly #parts: ReplaysParts;

  constructor(parts: ReplaysParts) {
    this.#parts = parts;
  }

  start(input: Json): Json {
    onlyParameters(input, [
      ...['ReplayName', 'Description', 'EventSourceArn', 'EventStartTime', 'EventEndTime', 'Destination'],
    ]);
    const { store, now, wake } = this.#parts;
    const name = replayName(input);
    const { bus, filter } = this.#destination(input);
    const archive = this.#archive(input, bus);
    const { from, to } = timeWindow(input);
    if (store.find(name)) throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    if (store.underWay().length >= MAX_ACTIVE) limitExceeded(`${MAX_ACTIVE} active replays.`);
    store.add({
      ...{ name, bus, filter, archive: archive.id, archive_name: archive.name },
      description: optionalText(input, 'Description', { maxLength: 512 }) ?? null,
      ...{ from_at: from, to_at: to, started_at: now() },
    });
    wake(name);
    return { ReplayArn: replayArn(name), State: 'STARTING', ReplayStartTime: now() / 1000 };
  }

  describe(input: Json): Json {
    onlyParameters(input, ['ReplayName']);
    const replay = this.#named(input);
    const { name, bus, filter, description } = replay;
    return {
      ReplayArn: replayArn(name),
      ...(description === null ? {} : { Description: description }),
      Destination: { Arn: busArn(bus), ...(filter === null ? {} : { FilterArns: JSON.parse(filter) as string[] }) },
      ...listed(replay),
    };
  }

  list(input: Json): Json {
    onlyParameters(input, ['NamePrefix', 'EventSourceArn', 'State', 'Limit', 'NextToken']);
    onlyOneFilter(input, 'ListReplays');
    const prefix = optionalText(input, 'NamePrefix', { maxLength: MAX_NAME_LENGTH }) ?? '';
    const { State: state, EventSourceArn: source } = input;
    const wanted = this.#parts.store.all().filter((replay) => {
      const isOfSource = source === undefined || archiveArn(replay.archive_name) === source;
      return replay.name.startsWith(prefix) && isOfSource && (state ?? replay.state) === replay.state;
    });
    const { shown, ...more } = page(wanted, ({ name }) => name, input);
    return { Replays: shown.map(listed), ...more };
  }

  cancel(input: Json): Json {
    onlyParameters(input, ['ReplayName']);
    const { name, state } = this.#named(input);
    if (state !== 'STARTING' && state !== 'RUNNING') {
      throw new AwsError('IllegalStatusException', `Replay ${name} is not in a valid state for this operation.`);
    }
    this.#parts.store.cancel(name);
    this.#parts.wake(name);
    return { ReplayArn: replayArn(name), State: 'CANCELLING' };
  }

  #named(input: Json): ReplayRow {
    const name = replayName(input);
    return this.#parts.store.find(name) ?? notFound(`Replay ${name} does not exist.`);
  }

  /** The bus, and the rules on it, as JSON, that alone get the events. */
  #destination({ Destination }: Json): { bus: string; filter: string | null } {
    if (typeof Destination !== 'object' || Destination === null) return required('Destination');
    const destination = Destination as Json;
    onlyParameters(destination, ['Arn', 'FilterArns'], 'Destination');
    const bus = busByArn(destination, 'Arn', 'Destination.Arn');
    this.#parts.requireBus(bus);
    const rules = destination.FilterArns ?? [];
    const isRule = (arn: unknown) => typeof arn === 'string' && arn.startsWith(ruleArn(bus, ''));
    if (!Array.isArray(rules) || !rules.every(isRule)) {
      return refuse('Destination.FilterArns', `they must be ARNs of rules of the event bus ${bus}.`);
    }
    return { bus, filter: rules.length > 0 ? JSON.stringify(rules) : null };
  }

  #archive(input: Json, bus: string) {
    const given = text(input, 'EventSourceArn', { maxLength: 1600 });
    const name = given.slice(given.lastIndexOf('/') + 1);
    const archive = given === archiveArn(name) ? this.#parts.archives.find(name) : undefined;
    if (!archive) return refuse('EventSourceArn', `Archive ${name} does not exist.`);
    if (archive.bus !== bus) return refuse('Destination.Arn', 'Cross event bus replay is not permitted.');
    return archive;
  }
}

function listed(replay: ReplayRow): Json {
  const { last_at, ended_at, reason } = replay;
  return {
    ReplayName: replay.name,
    EventSourceArn: archiveArn(replay.archive_name),
    State: replay.state,
    ...(reason === null ? {} : { StateReason: reason }),
    EventStartTime: replay.from_at / 1000,
    EventEndTime: replay.to_at / 1000,
    ...(last_at === null ? {} : { EventLastReplayedTime: last_at / 1000 }),
    ReplayStartTime: replay.started_at / 1000,
    ...(ended_at === null ? {} : { ReplayEndTime: ended_at / 1000 }),
  };
}

function replayName(input: Json): string {
  return text(input, 'ReplayName', { maxLength: MAX_NAME_LENGTH, pattern: NAME });
}

function timeWindow(input: Json): { from: number; to: number } {
  const from = timeIn(input, 'EventStartTime');
  const to = timeIn(input, 'EventEndTime');
  if (from >= to) refuse('EventEndTime', 'EventStartTime must be before EventEndTime.');
  return { from, to };
}

function timeIn(input: Json, key: string): number {
  const seconds = input[key] ?? required(key);
  if (typeof seconds !== 'number') return refuse(key, 'it must be a time.');
  return Math.round(seconds * 1000);
}

function required(key: string): never {
  return refuse(key, `${key} is required.`);
}

function refuse(key: string, reason: string): never {
  return invalid(`Parameter ${key} is not valid. Reason: ${reason}`);
}
