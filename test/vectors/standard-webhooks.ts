/** The known answers, as the tests read them. */
import { readFileSync } from 'node:fs';

export interface Vector {
  readonly scheme: 'v1' | 'v1a';
  readonly secrets: readonly string[];
  /** Of a `v1a` one. */
  readonly publicKey?: string;
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly signature: string;
}

const file = new URL('standard-webhooks.json', import.meta.url);

export const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };
