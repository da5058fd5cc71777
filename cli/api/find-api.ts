/** Where is the stage's API, and how are its requests signed? */
import { Refusal } from '../refusal.ts';
import { localAddress, type Stage } from '../stage.ts';
import type { ApiAddress } from './api-client.ts';

/** `given` overrides where it is; who asks is still told by the stage. */
export async function findApi(stage: Stage, given?: string): Promise<ApiAddress> {
  if (stage.isLocal) {
    const unreachable = 'is the platform running? Start it with `npm start`';
    return { url: baseUrl(given ?? localAddress(stage, 'api')), unreachable };
  }
  const [{ awsAccess }, { describeStack }, { requestSigner }] = await Promise.all([
    import('../aws/aws-access.ts'),
    import('../aws/stack-outputs.ts'),
    import('./request-signer.ts'),
  ]);
  const url = baseUrl(given ?? apiUrlOf(await describeStack(stage)));
  const sign = await requestSigner(awsAccess(stage), url);
  return { url, sign, unreachable: `check the network, and the stage "${stage.stage}"` };
}

function apiUrlOf({ name, outputs }: { name: string; outputs: Readonly<Record<string, string>> }): string {
  if (outputs.ApiUrl !== undefined) return outputs.ApiUrl;
  throw new Refusal(
    'failed',
    `The stack ${name} has no output ApiUrl: is its deployment over? Otherwise deploy it again.`,
  );
}

/** As it is printed at start, with `/v1`, will do too. */
function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new Refusal('usage', `"${text}" is no address of an API: use one like http://127.0.0.1:4400.`);
  }
  return text.replace(/\/+$/, '').replace(/\/v1$/, '');
}
