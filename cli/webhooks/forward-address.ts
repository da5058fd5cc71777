/** Can webhooks be forwarded there? */
import { Refusal } from '../refusal.ts';

/** Throws `Refusal` where it is no address. */
export function checkForwardAddress(url: string | undefined): void {
  if (url === undefined || (URL.canParse(url) && /^https?:/.test(url))) return;
  throw new Refusal('usage', `--forward ${url}: use an address like http://127.0.0.1:3000/hooks.`);
}
