/** Which settings does a subscriber have, as people write them in a file or as flags? */
import { DEFAULT_RETRY_SCHEDULE } from '../../core/retry-schedule.ts';
import {
  DEFAULT_ACKNOWLEDGE_SECONDS,
  DEFAULT_MAX_CONCURRENCY,
  DEFAULT_SIGNING,
  DEFAULT_TIMEOUT_SECONDS,
  SIGNINGS,
  SUBSCRIBER_MODES,
  type SubscriberSettings,
} from '../../core/subscriber.ts';
import { BODY_FORMATS } from '../../core/webhook-body.ts';

/** What a subscriber is registered with. */
export interface SettingsInput extends SubscriberSettings {
  readonly headers?: Readonly<Record<string, string>>;
}

export type SettingName = keyof SettingsInput;

export type SettingKind = 'text' | 'texts' | 'number' | 'numbers' | 'object' | 'text-map' | readonly string[];

/** What each must look like; what it may say is the API's to judge. */
export const SETTING_KINDS: Readonly<Record<SettingName, SettingKind>> = {
  name: 'text',
  url: 'text',
  mode: SUBSCRIBER_MODES,
  eventTypes: 'texts',
  tenant: 'text',
  schemaVersion: 'text',
  filter: 'object',
  format: BODY_FORMATS,
  signing: SIGNINGS,
  headers: 'text-map',
  retrySchedule: 'numbers',
  timeoutSeconds: 'number',
  maxConcurrency: 'number',
  description: 'text',
  metadata: 'text-map',
};

export const SETTING_NAMES = Object.keys(SETTING_KINDS) as SettingName[];

/** What holds where nothing is said. */
export function settingDefaults(mode: string | undefined): Partial<Record<SettingName, unknown>> {
  return {
    mode: 'push',
    format: 'standard',
    signing: DEFAULT_SIGNING,
    headers: {},
    metadata: {},
    retrySchedule: DEFAULT_RETRY_SCHEDULE,
    timeoutSeconds: mode === 'pull' ? DEFAULT_ACKNOWLEDGE_SECONDS : DEFAULT_TIMEOUT_SECONDS,
    maxConcurrency: DEFAULT_MAX_CONCURRENCY,
  };
}
