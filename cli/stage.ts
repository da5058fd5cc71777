/** Which stage is it about? The one of `npm start`, or one that is found by its stack. */
import { STAGE_NAME } from '../core/stage.ts';
import { Refusal } from './refusal.ts';

export const LOCAL_STAGE = 'local';

export interface Stage {
  readonly stage: string;
  /** It runs on this machine and takes any credentials. */
  readonly isLocal: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws `Refusal` for what no stage can be called. */
export function stageNamed(name: string, env: NodeJS.ProcessEnv): Stage {
  if (!STAGE_NAME.test(name)) {
    throw new Refusal('usage', `"${name}" is no stage: use 1 to 16 of a-z, 0-9 and inner hyphens, as in prod.`);
  }
  return { stage: name, isLocal: name === LOCAL_STAGE, env };
}

/** Where the local platform listens, whose ports may have been moved by its own variables. */
export function localAddress({ env }: Pick<Stage, 'env'>, service: 'api' | 'aws'): string {
  const port = service === 'api' ? (env.FANFARE_API_PORT ?? '4400') : (env.FANFARE_AWS_PORT ?? '4566');
  return `http://127.0.0.1:${port}`;
}
