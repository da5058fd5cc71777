/** The CDK app: one stack for the stage named by `-c stage=…`. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FanfareStack } from '../lib/fanfare-stack.ts';
import { settingsFromContext } from '../lib/settings-from-context.ts';

const app = new App();
const { settings, env } = settingsFromContext((key) => app.node.tryGetContext(key) as unknown);
new FanfareStack(app, settings, env ? { env } : {});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
