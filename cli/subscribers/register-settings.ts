/** Registers a subscriber, once, even if the answer is lost and has to be asked for again. */
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../api/api-client.ts';
import type { SettingsInput } from './setting.ts';
import type { ChangedSubscriberView } from './subscriber-view.ts';

export function registerSettings(api: ApiClient, settings: Partial<SettingsInput>): Promise<ChangedSubscriberView> {
  return api.post<ChangedSubscriberView>('/v1/subscribers', settings, {
    headers: { 'idempotency-key': randomUUID() },
    isRepeatable: true,
  });
}
