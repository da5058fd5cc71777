/** Fanfare as a part of your own stack, and a service of yours that publishes to it. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Fanfare } from 'fanfare/fanfare';
import { WebhookSubscriber } from 'fanfare/webhook-subscriber';

const stack = new Stack(new App(), 'Shop');

const fanfare = new Fanfare(stack, 'Fanfare', { stage: 'shop', tenantField: 'customer', logRetentionDays: 90 });

const checkout = new Role(stack, 'Checkout', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
fanfare.grantPublish(checkout);

const warehouse = new WebhookSubscriber(stack, 'Warehouse', {
  stage: fanfare.stage,
  name: 'Warehouse',
  url: 'https://warehouse.example.com/webhooks',
  eventTypes: ['order.*'],
});
// In the same stack, so CloudFormation has to be told what comes first.
warehouse.node.addDependency(fanfare);

new CfnOutput(stack, 'ApiUrl', { value: fanfare.apiUrl });
