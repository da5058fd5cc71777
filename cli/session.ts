/** What does every command need to know? The stage it is about, the way to its API and to AWS, where to speak. */
import type { ApiAddress, ApiClient } from './api/api-client.ts';
import type { AwsAccess } from './aws/aws-access.ts';
import { Output } from './output/output.ts';
import { LOCAL_STAGE, type Stage, stageNamed } from './stage.ts';

export interface GlobalOptions {
  readonly stage?: string;
  readonly json?: boolean;
  readonly apiUrl?: string;
}

export class Session implements Stage {
  readonly stage: string;
  readonly isLocal: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly isJson: boolean;
  readonly out: Output;
  readonly #apiUrl: string | undefined;
  #api: Promise<ApiClient> | undefined;

  /** Throws `Refusal` for what no stage can be called. */
  constructor({ stage: name = LOCAL_STAGE, json = false, apiUrl }: GlobalOptions, env: NodeJS.ProcessEnv) {
    const { stage, isLocal } = stageNamed(name, env);
    this.stage = stage;
    this.isLocal = isLocal;
    this.env = env;
    this.isJson = json;
    this.out = new Output(json);
    this.#apiUrl = apiUrl;
  }

  get busName(): string {
    return `fanfare-${this.stage}`;
  }

  /** Throws `Refusal` where the stage's API cannot be found. */
  api(): Promise<ApiClient> {
    this.#api ??= this.#openApi();
    return this.#api;
  }

  /** Where it is, and how its requests are signed. Throws `Refusal` as `api` does. */
  async apiAddress(): Promise<ApiAddress> {
    const { findApi } = await import('./api/find-api.ts');
    return findApi(this, this.#apiUrl);
  }

  async #openApi(): Promise<ApiClient> {
    const [{ ApiClient: Client }, address] = await Promise.all([import('./api/api-client.ts'), this.apiAddress()]);
    return new Client(address);
  }

  /** What an AWS SDK client of this stage is made with. */
  async aws(): Promise<AwsAccess> {
    const { awsAccess } = await import('./aws/aws-access.ts');
    return awsAccess(this);
  }
}
