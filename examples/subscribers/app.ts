/** Two subscribers, declared in a stack of your own beside what they belong to. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { WebhookSubscriber } from 'fanfare/webhook-subscriber';

const app = new App();
const setting = (key: string, otherwise: string) => String(app.node.tryGetContext(key) ?? otherwise);

const stage = setting('stage', 'dev');
const stack = new Stack(app, 'Shop', { description: "Who hears of the shop's events" });

const billing = new WebhookSubscriber(stack, 'Billing', {
  stage,
  name: 'Billing of Acme',
  url: setting('billingUrl', 'https://billing.example.com/webhooks'),
  eventTypes: ['invoice.*'],
  tenant: 'acme',
  filter: { amount: [{ numeric: ['>', 100] }] },
});

const warehouse = new WebhookSubscriber(stack, 'Warehouse', {
  stage,
  name: 'Warehouse',
  url: setting('warehouseUrl', 'https://warehouse.example.com/webhooks'),
  eventTypes: ['order.placed', 'order.cancelled'],
  format: 'raw',
  retrySchedule: [5, 60, 600, 3600],
});

new CfnOutput(stack, 'BillingId', { value: billing.subscriberId });
new CfnOutput(stack, 'WarehouseId', { value: warehouse.subscriberId });
