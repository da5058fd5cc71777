/** How is an archive set? */
import type { Json } from '../aws/service.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { invalid, optionalText } from './request.ts';
import { MAX_PATTERN_LENGTH } from './rules.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const SETTINGS = ['Description', 'EventPattern', 'RetentionDays', 'KmsKeyIdentifier'];

export interface ArchiveSettings {
  readonly Description?: string;
  readonly EventPattern?: string;
  /** 0: for ever. */
  readonly RetentionDays?: number;
  /** Kept and shown; locally nothing is encrypted. */
  readonly KmsKeyIdentifier?: string;
}

/** Those that a request names. */
export function readSettings(input: Json): ArchiveSettings {
  const given = {
    Description: optionalText(input, 'Description', { maxLength: 512 }),
    EventPattern: optionalText(input, 'EventPattern', { maxLength: MAX_PATTERN_LENGTH }),
    RetentionDays: retentionDays(input),
    KmsKeyIdentifier: optionalText(input, 'KmsKeyIdentifier', { maxLength: 2048 }),
  };
  if (given.EventPattern) parsePattern(given.EventPattern);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** As they are kept: JSON, in which an empty text stands for one that was taken away. */
export function settingsOf(settings: string): ArchiveSettings {
  const { Description, EventPattern, ...rest } = JSON.parse(settings) as ArchiveSettings;
  return { ...rest, ...(Description ? { Description } : {}), ...(EventPattern ? { EventPattern } : {}) };
}

/** Without one an archive keeps everything. */
export function patternOf({ EventPattern }: ArchiveSettings): Pattern | undefined {
  return EventPattern === undefined ? undefined : parsePattern(EventPattern);
}

function retentionDays({ RetentionDays: days }: Json): number | undefined {
  if (days === undefined || days === null) return undefined;
  if (typeof days === 'number' && Number.isInteger(days) && days >= 0) return days;
  return invalid('Parameter RetentionDays is not valid. Reason: it must be a whole number of days, or 0.');
}
