/** Posts a webhook on to another address, as it came: the signature covers the very bytes. */

export interface ForwardedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export type Forwarding = { readonly status: number } | { readonly failed: string };

/** What belongs to the connection it came by, and not to the webhook. */
const OF_THE_CONNECTION = /^(host|connection|keep-alive|content-length|transfer-encoding|accept-encoding|expect)$/i;

export async function forward(
  url: string,
  { headers, body }: ForwardedWebhook,
  timeLimitMs: number,
): Promise<Forwarding> {
  const own = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.test(name));
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: Object.fromEntries(own),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimitMs),
    });
    await answer.body?.cancel();
    return { status: answer.status };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    if (name === 'TimeoutError') return { failed: `no answer in ${Math.round(timeLimitMs / 1000)} s` };
    return { failed: cause?.code ?? message };
  }
}
