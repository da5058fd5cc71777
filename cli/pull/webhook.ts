/** A webhook as it is handed out to who fetches it. */
export interface Webhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it is acknowledged with. */
  readonly receipt: string;
}

export function idOf({ headers }: Pick<Webhook, 'headers'>): string {
  return headers['webhook-id'] ?? '(no id)';
}
