/** The stack that `cdk deploy` makes: a stage of Fanfare, and what its users have to know of it. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Fanfare, type FanfareProps } from './fanfare.ts';

export class FanfareStack extends Stack {
  constructor(scope: Construct, settings: FanfareProps, props?: StackProps) {
    super(scope, `Fanfare-${settings.stage}`, { description: `Fanfare, stage ${settings.stage}`, ...props });
    // `Default` is left out of logical ids. Under another id all of them would change, and CloudFormation would make the
    // tables anew, empty.
    const fanfare = new Fanfare(this, 'Default', settings);
    new CfnOutput(this, 'BusName', {
      value: fanfare.bus.eventBusName,
      description: 'Where services publish their events',
    });
    new CfnOutput(this, 'ApiUrl', {
      value: fanfare.apiUrl,
      description: 'The control plane; requests are signed (SigV4)',
    });
    new CfnOutput(this, 'PlatformDeadLetters', {
      value: fanfare.platformDeadLetters.queueUrl,
      description: "What could not be handed to a subscriber's queue",
    });
    for (const [id, value] of Object.entries(fanfare.fields)) {
      new CfnOutput(this, id, { value, description: 'A top-level field of events that means something to Fanfare' });
    }
  }
}
