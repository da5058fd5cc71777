/** Which flags say what a subscriber shall be? One for each setting, and what they come to. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SIGNINGS, SUBSCRIBER_MODES } from '../../core/subscriber.ts';
import { BODY_FORMATS } from '../../core/webhook-body.ts';
import { commaList, repeated, seconds, wholeNumber } from '../command.ts';
import { SETTING_KINDS, type SettingsInput } from './setting.ts';

export interface SettingsOptions {
  readonly name?: string;
  readonly url?: string;
  readonly mode?: string;
  readonly eventTypes?: readonly string[];
  readonly tenant?: string;
  readonly schemaVersion?: string;
  readonly filter?: object;
  readonly format?: string;
  readonly signing?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly retrySchedule?: readonly number[];
  readonly timeout?: number;
  readonly maxConcurrency?: number;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly file?: string;
}

export function addSettingsOptions(command: Command): Command {
  return command
    .optionsGroup('Settings:')
    .option('--name <text>', 'what people call it')
    .option('--url <url>', 'its endpoint; none where the mode is pull')
    .option('--event-types <types>', 'which events: a,b · invoice.* · *  (may be repeated)', commaList)
    .option('--tenant <tenant>', "that tenant's events and no others")
    .option('--filter <json>', 'only events whose data matches, as an EventBridge pattern', jsonObject)
    .option('--schema-version <version>', 'only events of this version of their schema')
    .addOption(new Option('--mode <mode>', 'posted to its url, or fetched by itself').choices(SUBSCRIBER_MODES))
    .addOption(new Option('--format <format>', 'what is posted: an envelope, or the bare data').choices(BODY_FORMATS))
    .addOption(new Option('--signing <scheme>', 'with a shared secret, or with a key pair').choices(SIGNINGS))
    .option("--header <'Name: value'>", 'sent with every webhook, kept encrypted (may be repeated)', header)
    .option('--retry-schedule <waits>', 'waits between attempts: 5,60 · 5s,1m,2h', waits)
    .option('--timeout <seconds>', 'how long it may take to answer; to acknowledge where the mode is pull', seconds)
    .option('--max-concurrency <n>', 'batches of ten deliveries under way at once', wholeNumber(1))
    .option('--description <text>', 'for people')
    .option('--metadata <key=value>', 'yours, for programs (may be repeated)', keyValue)
    .option('--file <file>', 'all of these as YAML or JSON, `-` for stdin; flags go before it')
    .optionsGroup('Options:');
}

/** What the flags say; what they do not is left out. */
export function settingsOf(options: SettingsOptions): Partial<SettingsInput> {
  const { file: _, header: headers, timeout: timeoutSeconds, ...rest } = options;
  const named = { ...rest, headers, timeoutSeconds };
  const known = Object.entries(named).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(SETTING_KINDS, name),
  );
  return Object.fromEntries(known) as Partial<SettingsInput>;
}

export function jsonObject(text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new InvalidArgumentError(`It must be JSON: ${(error as Error).message}.`);
  }
  throw new InvalidArgumentError('It must be a JSON object: {…}.');
}

function header(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Write it as 'Name: value'.");
  return { ...before, [name]: value };
}

function keyValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function waits(text: string): number[] {
  return commaList(text).map(seconds);
}

export const unsetOption = () =>
  new Option(
    '--unset <field>',
    'back to its default: tenant, filter, headers, metadata.key, … (may be repeated)',
  ).argParser((text: string, before: readonly string[] | undefined) =>
    repeated(text, before).flatMap((one) => commaList(one)),
  );
