/**
 * Who may come in? Whoever was given a key: in the address first, then in a cookie that no script reads and no other
 * site can make a browser send. The address that is handed to the browser is seen by all users of this machine in its
 * list of processes, so its key opens once.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type http from 'node:http';

/** The query parameter that carries a key. */
export const KEY_PARAMETER = 'key';

const newKey = () => randomBytes(32).toString('base64url');

export class Entry {
  /** For whoever reads the terminal: as often as they like. */
  readonly printedKey = newKey();
  readonly #cookie = newKey();
  readonly #once = new Set<string>();

  /** A key that opens once. */
  keyForOnce(): string {
    const key = newKey();
    this.#once.add(key);
    return key;
  }

  /** The `set-cookie` for a key that is right. */
  admit(key: string, port: number): string | undefined {
    if (!this.#once.delete(key) && !isSame(key, this.printedKey)) return undefined;
    return `${cookieName(port)}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isAdmitted({ headers }: http.IncomingMessage, port: number): boolean {
    const cookies = (headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('=', 2));
    return cookies.some(([name, value = '']) => name === cookieName(port) && isSame(value, this.#cookie));
  }
}

/** Cookies of one host are sent to all its ports: several consoles must not take each other's away. */
function cookieName(port: number): string {
  return `fanfare-console-${port}`;
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
