/** `event-types show`: all that a subscriber's developer needs. */
import { styleText } from 'node:util';
import type { EventType } from '../../core/event-type.ts';
import { printable } from '../../core/printable.ts';
import { path } from '../api/api-client.ts';
import type { Session } from '../session.ts';

interface EventTypeWithWebhook extends EventType {
  readonly webhook: {
    readonly secret: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

interface ShowOptions {
  readonly schemaVersion?: string;
}

export async function showEventType(session: Session, name: string, { schemaVersion }: ShowOptions): Promise<void> {
  const api = await session.api();
  const eventType = await api.get<EventTypeWithWebhook>(path`/v1/event-types/${name}`, { schemaVersion });
  if (session.isJson) return session.out.json(eventType);
  const { name: known, description, schemas = {}, example, webhook, deprecated, ...times } = eventType;
  const { out } = session;
  const state = deprecated ? 'yes' : undefined;
  out.fields({ name: known, description, deprecated: state, ...times }, { deprecated: 'yellow' });
  for (const [version, schema] of Object.entries(schemas)) {
    titled(session, `Schema, version ${printable(version)}`, JSON.stringify(schema, null, 2));
  }
  if (example) titled(session, 'Example', JSON.stringify(example, null, 2));
  const headers = Object.entries(webhook.headers).map(([header, value]) => `${header}: ${printable(value)}`);
  titled(session, 'As a webhook', [...headers, '', printable(webhook.body)].join('\n'));
  out.note(`\nIt is signed with the published secret ${webhook.secret}: a check can be tried on it.`);
}

function titled({ out }: Session, title: string, text: string): void {
  out.line(`\n${styleText('bold', title)}\n${text}`);
}
