/** What differs from stage to stage? Every setting with its default. */
import ipaddr from 'ipaddr.js';
import type { UrlPolicy } from '../core/endpoint-url.ts';
import { STAGE_NAME } from '../core/stage.ts';
import {
  flag,
  isObject,
  list,
  type Rule,
  type Rules,
  settingFaults,
  textBy,
  where,
  wholeNumber,
} from './setting-rules.ts';

export interface FanfareProps {
  /** Names everything: bus `fanfare-<stage>`, functions `fanfare-<stage>-…`. One of a name for an account and region. */
  readonly stage: string;
  /**
   * What may be called besides `https` on port 443 to public addresses.
   * @default nothing
   */
  readonly urlPolicy?: UrlPolicy;
  /**
   * The top-level field of `detail` that says whose event it is.
   * @default "tenant"
   */
  readonly tenantField?: string;
  /**
   * The top-level field of `detail` with the publisher's own idempotency id.
   * @default "eventId"
   */
  readonly eventIdField?: string;
  /**
   * The top-level field of `detail` with the version of the event's schema; an event without it is of version 1.
   * @default "schemaVersion"
   */
  readonly schemaVersionField?: string;
  /**
   * Days the delivery log is kept, at least 30: a dead letter redriven on its last day must still find out there whether
   * it was delivered.
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * Days that what was published is kept for replays, from 0 to 30; 0: no archive, and so no replays.
   * @default 30
   */
  readonly archiveRetentionDays?: number;
  /**
   * Whether subscribing to an event type that the catalogue does not know is refused, instead of warned about.
   * @default false
   */
  readonly strictEventTypes?: boolean;
}

/** All of them, checked. */
export type StageSettings = Required<FanfareProps>;

/** The one stage that runs on one machine and may call it: loopback is public there. Never deployed. */
export const LOCAL_STAGE = 'local';

/** Where the local stage is: an account that does not exist. */
export const LOCAL_ENV = { account: '000000000000', region: 'us-east-1' } as const;

const MIN_LOG_RETENTION_DAYS = 30;
/** A day less than claims are kept: without its claim an event that was delivered would be sent again. */
const MAX_ARCHIVE_RETENTION_DAYS = 30;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** A stage's settings, checked: a mistake fails synthesis with a sentence. */
export function stageSettings(props: FanfareProps): StageSettings {
  const faults = settingFaults(props, RULES, { required: ['stage'] });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const { stage, ...said } = props;
  const settings: StageSettings = {
    stage,
    urlPolicy: said.urlPolicy ?? defaultUrlPolicy(stage),
    tenantField: said.tenantField ?? 'tenant',
    eventIdField: said.eventIdField ?? 'eventId',
    schemaVersionField: said.schemaVersionField ?? 'schemaVersion',
    logRetentionDays: said.logRetentionDays ?? 30,
    archiveRetentionDays: said.archiveRetentionDays ?? 30,
    strictEventTypes: said.strictEventTypes ?? false,
  };
  refuseMistakes(settings);
  return settings;
}

/** What a stage's endpoints may be where nothing else is said. */
export function defaultUrlPolicy(stage: string): UrlPolicy {
  return stage === LOCAL_STAGE ? LOCAL_POLICY : PUBLIC_POLICY;
}

const PUBLIC_POLICY: UrlPolicy = { allowHttp: false, allowedPorts: [443], allowedAddresses: [] };
const LOCAL_POLICY: UrlPolicy = {
  allowHttp: true,
  allowedPorts: 'any',
  allowedAddresses: ['127.0.0.0/8', '::1/128'],
};

const allowedPorts: Rule = (value, name) =>
  value === 'any' ? [] : list(wholeNumber(1, 65_535), 'must be a list of port numbers, or "any"')(value, name);

const addressRange = textBy((range) =>
  ipaddr.isValidCIDR(range) ? undefined : 'must be a range of addresses, as in "203.0.113.0/24"',
);

const URL_POLICY_RULES: Rules<UrlPolicy> = {
  allowHttp: flag,
  allowedPorts,
  allowedAddresses: list(addressRange, 'must be a list of address ranges'),
};

const urlPolicy: Rule = (value, name) => {
  const required = ['allowHttp', 'allowedPorts', 'allowedAddresses'] as const;
  if (!isObject(value)) return [`${name} must be an object of ${required.join(', ')}.`];
  return settingFaults(value, URL_POLICY_RULES, { within: `${name}.`, required });
};

const anyText = textBy(() => undefined);

const archiveRetentionDays: Rule = where(
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_ARCHIVE_RETENTION_DAYS,
  `must be a whole number from 0, which archives nothing, to ${MAX_ARCHIVE_RETENTION_DAYS}: of what is older it is forgotten whether it was delivered`,
);

/** What each must look like; `refuseMistakes` asks for more. */
const RULES: Rules<FanfareProps> = {
  stage: anyText,
  urlPolicy,
  tenantField: anyText,
  eventIdField: anyText,
  schemaVersionField: anyText,
  logRetentionDays: where((value) => typeof value === 'number', 'must be a number'),
  archiveRetentionDays,
  strictEventTypes: flag,
};

function refuseMistakes({ stage, logRetentionDays, ...fields }: StageSettings): void {
  if (!STAGE_NAME.test(stage)) {
    throw new Error(`stage "${stage}": use 1 to 16 of a-z, 0-9 and inner hyphens, beginning with a letter.`);
  }
  refuseFieldNames(fields);
  if (!Number.isInteger(logRetentionDays) || logRetentionDays < MIN_LOG_RETENTION_DAYS) {
    throw new Error(
      `logRetentionDays ${logRetentionDays}: use a whole number of at least ${MIN_LOG_RETENTION_DAYS}, so that a late redrive still finds what was delivered.`,
    );
  }
}

/** Two meanings in one field would each be misread as the other. */
function refuseFieldNames({
  tenantField,
  eventIdField,
  schemaVersionField,
}: Pick<StageSettings, 'tenantField' | 'eventIdField' | 'schemaVersionField'>): void {
  const names = new Map<string, string>();
  for (const [setting, field] of Object.entries({ tenantField, eventIdField, schemaVersionField })) {
    if (!FIELD_NAME.test(field)) {
      throw new Error(`${setting} "${field}": use a plain field name of at most 64 characters.`);
    }
    const other = names.get(field);
    if (other !== undefined) throw new Error(`${other} and ${setting} are both "${field}".`);
    names.set(field, setting);
  }
}
