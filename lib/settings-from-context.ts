/** What did `-c name=value` ask for? */
import type { Environment } from 'aws-cdk-lib';
import { defaultUrlPolicy, LOCAL_ENV, LOCAL_STAGE, type StageSettings, stageSettings } from './stage-settings.ts';

/** The stage that is synthesized when none is named. */
const DEFAULT_STAGE = 'dev';

/**
 * `stage`, `tenantField`, `eventIdField`, `schemaVersionField`, `logRetentionDays`, `archiveRetentionDays`,
 * `strictEventTypes`, `allowedPorts` (commas between). The local stage is bound to an account that does not exist: its
 * loose rules must never be deployed.
 */
export function settingsFromContext(context: (key: string) => unknown): { settings: StageSettings; env?: Environment } {
  const stage = textOf(context('stage')) ?? DEFAULT_STAGE;
  const read = <K extends string, V>(key: K, parse: (text: string) => V): { [P in K]?: V } => {
    const text = textOf(context(key));
    return (text === undefined ? {} : { [key]: parse(text) }) as { [P in K]?: V };
  };
  const { allowedPorts } = read('allowedPorts', readPorts);
  const settings = stageSettings({
    stage,
    ...read('tenantField', String),
    ...read('eventIdField', String),
    ...read('schemaVersionField', String),
    ...read('logRetentionDays', Number),
    ...read('archiveRetentionDays', readDays),
    ...read('strictEventTypes', (text) => readSwitch('strictEventTypes', text)),
    ...(allowedPorts ? { urlPolicy: { ...defaultUrlPolicy(stage), allowedPorts } } : {}),
  });
  return stage === LOCAL_STAGE ? { settings, env: LOCAL_ENV } : { settings };
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function readPorts(text: string): number[] {
  const ports = text.split(',').map(Number);
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
    throw new Error(`allowedPorts "${text}": use port numbers with commas between.`);
  }
  return ports;
}

/** An empty text is no number, least of all the 0 that means no archive. */
function readDays(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function readSwitch(key: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new Error(`${key} "${text}": use true or false.`);
  return text === 'true';
}
