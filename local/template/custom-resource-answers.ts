/** What did the function behind a custom resource answer? It does so with a PUT to the URL it was given. */
import { randomUUID } from 'node:crypto';
import type { RestAnswer, RestRequest, RestService } from '../aws/service.ts';

const PATH = '/custom-resource-response/';

export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

export class CustomResourceAnswers implements RestService {
  readonly pathPrefixes = [PATH];
  readonly #waiting = new Map<string, (answer: CustomResourceAnswer) => void>();

  handleRest({ path, body }: RestRequest): RestAnswer {
    const id = path.slice(PATH.length);
    this.#waiting.get(id)?.(JSON.parse(body.toString()) as CustomResourceAnswer);
    return { status: this.#waiting.delete(id) ? 200 : 404 };
  }

  /** A URL for one answer, and the answer once it comes. */
  expect(endpoint: string): { url: string; answer: Promise<CustomResourceAnswer> } {
    const id = randomUUID();
    const answer = new Promise<CustomResourceAnswer>((resolve) => this.#waiting.set(id, resolve));
    return { url: `${endpoint}${PATH}${id}`, answer };
  }
}
