/** The CDK app: one stack for the stage named by `-c stage=…`. */
import { App, Validations } from 'aws-cdk-lib';
import { FanfareStack } from '../lib/fanfare-stack.ts';
import { settingsFromContext } from '../lib/settings-from-context.ts';

const app = new App();
const { settings, env } = settingsFromContext((key) => app.node.tryGetContext(key) as unknown);
new FanfareStack(app, settings, env ? { env } : {});

// One switch for all checks: the CDK's own go by it too. Loaded only where wanted, for loading takes its time as well.
if (process.env.CDK_VALIDATION !== 'false') {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
