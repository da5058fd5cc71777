/** A stage that is not the local one, as far as `fanfare console` sees it: an API, and an operator's credentials. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { endAll } from './fanfare-process.ts';
import { NotingApi } from './noting-api.ts';
import { ServedConsole } from './served-console.ts';

export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-so-secret',
  AWS_REGION: 'eu-west-1',
};

export class ProdStage {
  api!: NotingApi;
  /** Most tests ask the same. */
  console!: ServedConsole;

  /** There before the tests of a file, and gone after them. */
  static ofThisFile(): ProdStage {
    const stage = new ProdStage();
    beforeAll(() => stage.#start());
    beforeEach(() => stage.api.reset());
    afterAll(() => {
      endAll();
      stage.api.stop();
    });
    return stage;
  }

  another(env: Readonly<Record<string, string>> = CREDENTIALS): Promise<ServedConsole> {
    return ServedConsole.start(['--stage', 'prod', '--api-url', this.api.url], env);
  }

  async #start(): Promise<void> {
    this.api = await NotingApi.start(CREDENTIALS.AWS_SECRET_ACCESS_KEY);
    this.console = await this.another();
  }
}
