/** AWS::ApiGatewayV2::Api, ::Integration, ::Route, ::Stage: what they add up to is which function answers which route. */
import type { MakeResource } from '../make-resource.ts';

export const makeApi: MakeResource = (logicalId) => ({ ref: logicalId, attributes: { ApiEndpoint: logicalId } });

export const makeIntegration: MakeResource = (
  logicalId,
  { IntegrationType, IntegrationUri, PayloadFormatVersion },
  { account },
) => {
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
    throw new Error(`${logicalId}: only a Lambda proxy with payload 2.0 is known here.`);
  }
  account.integrations.set(logicalId, String(IntegrationUri).split(':').at(-1) ?? '');
  return { ref: logicalId };
};

export const makeRoute: MakeResource = (logicalId, { RouteKey, Target }, { account }) => {
  const functionName = account.integrations.get(String(Target).replace(/^integrations\//, ''));
  if (functionName === undefined) throw new Error(`${logicalId}: its target ${Target} is no integration.`);
  account.routes.set(String(RouteKey), functionName);
  return { ref: logicalId };
};

export const makeStage: MakeResource = (_, { StageName }) => ({ ref: String(StageName) });
