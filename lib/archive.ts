/**
 * What was published, kept for replays: every event of the bus, for some days.
 *
 *   bus ─▶ archive ─ replay ─▶ bus ─▶ the rule of one subscriber
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnArchive } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Bus } from './bus.ts';
import type { Permission } from './permission.ts';
import { LOCAL_STAGE, type StageSettings } from './stage-settings.ts';

/**
 * An event may come into the archive so much later:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html#eb-archive-timing
 */
const LAG = Duration.minutes(10);

const NAMED_BY_US = "A replay is named when it is begun; the prefix is this stage's alone.";

export interface ArchiveProps {
  readonly settings: StageSettings;
  readonly bus: Bus;
}

export class Archive extends Construct {
  /** Empty where the stage archives nothing. */
  readonly arn: string;
  /** Empty too. */
  readonly name: string;
  readonly retentionDays: number;
  /** By then what was published can be replayed. */
  readonly lag: Duration;
  /** What it takes to begin, follow and cancel replays. */
  readonly replayPermissions: readonly Permission[];
  /** What it takes to ask how old it is. */
  readonly lookPermissions: readonly Permission[];

  constructor(scope: Construct, id: string, { settings, bus }: ArchiveProps) {
    super(scope, id);
    const { stage, archiveRetentionDays } = settings;
    this.retentionDays = archiveRetentionDays;
    this.lag = stage === LOCAL_STAGE ? Duration.seconds(0) : LAG;
    this.name = archiveRetentionDays === 0 ? '' : `fanfare-${stage}`;
    this.arn = archiveRetentionDays === 0 ? '' : this.#archive(settings, bus).attrArn;
    this.lookPermissions = this.arn === '' ? [] : [{ actions: ['events:DescribeArchive'], resources: [this.arn] }];
    this.replayPermissions = this.arn === '' ? [] : this.#permissions(stage, bus);
  }

  #archive({ archiveRetentionDays }: StageSettings, { bus }: Bus): CfnArchive {
    return new CfnArchive(this, 'Archive', {
      archiveName: this.name,
      description: `Fanfare: what was published in the last ${archiveRetentionDays} days, for replays`,
      sourceArn: bus.eventBusArn,
      retentionDays: archiveRetentionDays,
    });
  }

  /** https://docs.aws.amazon.com/service-authorization/latest/reference/list_events.html */
  #permissions(stage: string, { bus }: Bus): Permission[] {
    const ours = `fanfare-${stage}-rpl_*`; // see core/replay-name.ts
    const replays = Stack.of(this).formatArn({ service: 'events', resource: 'replay', resourceName: ours });
    return [
      {
        actions: ['events:StartReplay'],
        resources: [this.arn, bus.eventBusArn, replays],
        because: NAMED_BY_US,
      },
      { actions: ['events:DescribeReplay', 'events:CancelReplay'], resources: [replays], because: NAMED_BY_US },
    ];
  }
}
