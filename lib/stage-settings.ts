/** What differs from stage to stage? Every setting with its default. */
import type { UrlPolicy } from '../core/endpoint-url.ts';
import { STAGE_NAME } from '../core/stage.ts';

export interface StageSettings {
  readonly stage: string;
  /**
   * What may be called besides `https` on port 443 to public addresses.
   * @default nothing
   */
  readonly urlPolicy: UrlPolicy;
  /**
   * The top-level field of `detail` that says whose event it is.
   * @default "tenant"
   */
  readonly tenantField: string;
  /**
   * The top-level field of `detail` with the publisher's own idempotency id.
   * @default "eventId"
   */
  readonly eventIdField: string;
  /**
   * Days the delivery log is kept, at least 30: a dead letter redriven on its last day must still find out there whether
   * it was delivered.
   * @default 30
   */
  readonly logRetentionDays: number;
}

/** The one stage that runs on one machine and may call it: loopback is public there. Never deployed. */
export const LOCAL_STAGE = 'local';

const MIN_LOG_RETENTION_DAYS = 30;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** A stage's settings, checked: a mistake fails synthesis with a sentence. */
export function stageSettings(stage: string, overrides: Partial<Omit<StageSettings, 'stage'>> = {}): StageSettings {
  const settings: StageSettings = {
    stage,
    urlPolicy: defaultUrlPolicy(stage),
    tenantField: 'tenant',
    eventIdField: 'eventId',
    logRetentionDays: 30,
    ...overrides,
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

function refuseMistakes({ stage, tenantField, eventIdField, logRetentionDays }: StageSettings): void {
  if (!STAGE_NAME.test(stage)) {
    throw new Error(`stage "${stage}": use 1 to 16 of a-z, 0-9 and inner hyphens, beginning with a letter.`);
  }
  for (const [name, value] of Object.entries({ tenantField, eventIdField })) {
    if (!FIELD_NAME.test(value))
      throw new Error(`${name} "${value}": use a plain field name of at most 64 characters.`);
  }
  if (tenantField === eventIdField) throw new Error(`tenantField and eventIdField are both "${tenantField}".`);
  if (!Number.isInteger(logRetentionDays) || logRetentionDays < MIN_LOG_RETENTION_DAYS) {
    throw new Error(
      `logRetentionDays ${logRetentionDays}: use a whole number of at least ${MIN_LOG_RETENTION_DAYS}, so that a late redrive still finds what was delivered.`,
    );
  }
}
