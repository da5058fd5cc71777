/**
 * One stage of Fanfare, as a construct for any stack.
 *
 *   PutEvents ─▶ bus ─▶ rule ─▶ queue ─▶ deliver ─▶ POST          api, declare ─▶ subscribers' table ─▶ provision
 *                       │         └──▶ pull ◀─ whoever cannot be called
 *                       ▲          ▲
 *             archive ──┘  jobs ───┘ back from dead-letter queues
 *                       └─ each subscriber's own, made at run time by provision, looked after by sweep, removed by cleanup
 */
import { Stack, Tags } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Archive } from './archive.ts';
import { Bus } from './bus.ts';
import { Cleanup } from './cleanup.ts';
import { ControlApi } from './control-api.ts';
import { Declare } from './declare.ts';
import { Deliver } from './deliver.ts';
import { Jobs } from './jobs.ts';
import { Provision } from './provision.ts';
import { Pull } from './pull.ts';
import { Records } from './records.ts';
import { type FanfareProps, LOCAL_ENV, LOCAL_STAGE, stageSettings } from './stage-settings.ts';
import { Sweep } from './sweep.ts';

export type { FanfareProps } from './stage-settings.ts';

export class Fanfare extends Construct {
  readonly stage: string;
  /** Where services publish their events. */
  readonly bus: EventBus;
  /** The control plane; its requests are signed (SigV4). */
  readonly apiUrl: string;
  /** What could not be handed to a subscriber's queue. */
  readonly platformDeadLetters: Queue;
  /** The names that the top-level fields of events have which mean something to Fanfare. */
  readonly fields: { readonly EventIdField: string; readonly TenantField: string; readonly SchemaVersionField: string };

  constructor(scope: Construct, id: string, props: FanfareProps) {
    super(scope, id);
    const settings = stageSettings(props);
    refuseToDeployLocal(this, settings.stage);
    const records = new Records(this, 'Records');
    const bus = new Bus(this, 'Bus', settings);
    const deliver = new Deliver(this, 'Deliver', { settings, records, bus });
    const archive = new Archive(this, 'Archive', { settings, bus });
    const jobs = new Jobs(this, 'Jobs', { settings, records, bus, archive });
    const provision = new Provision(this, 'Provision', { settings, records, bus, deliver, jobs });
    const pull = new Pull(this, 'Pull', { settings, records, bus });
    const api = new ControlApi(this, 'ControlApi', { settings, records, bus, pull, jobs, archive });
    const cleanup = new Cleanup(this, 'Cleanup', { settings, bus, deliver, provision });
    const declare = new Declare(this, 'Declare', { settings, records, bus });
    const sweep = new Sweep(this, 'Sweep', { settings, records, bus, provision });
    // Deleted before it, so that nobody subscribes, and nothing is repaired, while what subscribers had is being removed.
    for (const each of [api, declare, sweep, ...jobs.workers]) each.node.addDependency(cleanup);
    Tags.of(this).add('fanfare:stage', settings.stage);
    this.stage = settings.stage;
    this.bus = bus.bus;
    this.apiUrl = api.url;
    this.platformDeadLetters = bus.deadLetterQueue;
    this.fields = {
      EventIdField: settings.eventIdField,
      TenantField: settings.tenantField,
      SchemaVersionField: settings.schemaVersionField,
    };
  }

  /** Lets a function, a role or a user publish events. */
  grantPublish(grantee: IGrantable): Grant {
    return this.bus.grantPutEventsTo(grantee);
  }
}

/** Its functions may call the machine they run on, so it must stay on that of a developer. */
function refuseToDeployLocal(scope: Construct, stage: string): void {
  if (stage === LOCAL_STAGE && Stack.of(scope).account !== LOCAL_ENV.account) {
    throw new Error(`stage "${LOCAL_STAGE}" may call this machine: it is for \`npm start\` alone. Name another stage.`);
  }
}
