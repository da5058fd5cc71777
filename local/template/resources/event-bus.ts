/** AWS::Events::EventBus */
import { ACCOUNT, AwsError, PLATFORM_CALL, REGION } from '../../aws/service.ts';
import type { MakeResource } from '../make-resource.ts';

export const makeEventBus: MakeResource = async (_, { Name }, { account }) => {
  const name = String(Name);
  try {
    await account.events.handle('CreateEventBus', { Name: name }, PLATFORM_CALL);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error;
  }
  return { ref: name, attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`, Name: name } };
};
