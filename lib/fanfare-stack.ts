/**
 * One stage of Fanfare.
 *
 *   PutEvents ─▶ bus ─▶ rule ─▶ queue ─▶ deliver ─▶ POST          api ─▶ subscribers' table ─▶ provision ─▶ rule, queue, …
 *                       └─ each subscriber's own, made at run time by provision, removed with the stack by cleanup
 */
import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bus } from './bus.ts';
import { Cleanup } from './cleanup.ts';
import { ControlApi } from './control-api.ts';
import { Deliver } from './deliver.ts';
import { Provision } from './provision.ts';
import { Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';

export class FanfareStack extends Stack {
  constructor(scope: Construct, settings: StageSettings, props?: StackProps) {
    super(scope, `Fanfare-${settings.stage}`, { description: `Fanfare, stage ${settings.stage}`, ...props });
    const records = new Records(this, 'Records');
    const bus = new Bus(this, 'Bus', settings);
    const deliver = new Deliver(this, 'Deliver', { settings, records, bus });
    const provision = new Provision(this, 'Provision', { settings, records, bus, deliver });
    const api = new ControlApi(this, 'ControlApi', { settings, records, bus });
    const cleanup = new Cleanup(this, 'Cleanup', { settings, bus, deliver, provision });
    // Deleted before it, so that nobody subscribes while what subscribers had is being removed.
    api.node.addDependency(cleanup);
    new CfnOutput(this, 'BusName', { value: bus.bus.eventBusName, description: 'Where services publish their events' });
    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'The control plane; requests are signed (SigV4)' });
    new CfnOutput(this, 'PlatformDeadLetters', {
      value: bus.deadLetterQueue.queueUrl,
      description: "What could not be handed to a subscriber's queue",
    });
    Tags.of(this).add('fanfare:stage', settings.stage);
  }
}
