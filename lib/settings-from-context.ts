/** What did `-c name=value` ask for? */
import type { Environment } from 'aws-cdk-lib';
import { defaultUrlPolicy, LOCAL_STAGE, type StageSettings, stageSettings } from './stage-settings.ts';

/** The stage that is synthesized when none is named. */
const DEFAULT_STAGE = 'dev';

/**
 * `stage`, `tenantField`, `eventIdField`, `logRetentionDays`, `allowedPorts` (commas between). The local stage is bound
 * to an account that does not exist: its loose rules must never be deployed.
 */
export function settingsFromContext(context: (key: string) => unknown): { settings: StageSettings; env?: Environment } {
  const read = (key: string) => {
    const value = context(key);
    return value === undefined ? undefined : String(value);
  };
  const stage = read('stage') ?? DEFAULT_STAGE;
  const ports = read('allowedPorts');
  const days = read('logRetentionDays');
  const settings = stageSettings(stage, {
    ...optional('tenantField', read('tenantField')),
    ...optional('eventIdField', read('eventIdField')),
    ...optional('logRetentionDays', days === undefined ? undefined : Number(days)),
    ...optional(
      'urlPolicy',
      ports === undefined ? undefined : { ...defaultUrlPolicy(stage), allowedPorts: readPorts(ports) },
    ),
  });
  return stage === LOCAL_STAGE ? { settings, env: { account: '000000000000', region: 'us-east-1' } } : { settings };
}

function readPorts(text: string): number[] {
  const ports = text.split(',').map(Number);
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
    throw new Error(`allowedPorts "${text}": use port numbers with commas between.`);
  }
  return ports;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
