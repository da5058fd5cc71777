/** What is asked of EventBridge for a replay: to send archived events to one subscriber's rule once more. */
import {
  CancelReplayCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  IllegalStatusException,
  LimitExceededException,
  type ReplayState,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import type { ReplayJob } from '../../core/job.ts';
import { inWholeSeconds } from '../../core/replay-window.ts';
import { subscriberResourceNames } from '../../core/stage.ts';

export interface ArchiveReplay {
  readonly state: ReplayState;
  readonly reason?: string | undefined;
  /** The time of the event that was sent last. */
  readonly lastReplayedAt?: Date | undefined;
}

interface Archive {
  readonly stage: string;
  readonly events: EventBridgeClient;
  readonly busArn: string;
  readonly archiveArn: string;
}

export class ArchiveReplays {
  readonly #archive: Archive;

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  /** `undefined` where there is none of this name: it has not been begun. */
  async find(name: string): Promise<ArchiveReplay | undefined> {
    try {
      const found = await this.#archive.events.send(new DescribeReplayCommand({ ReplayName: name }));
      const { State: state = 'STARTING', StateReason: reason, EventLastReplayedTime: lastReplayedAt } = found;
      return { state, reason, lastReplayedAt };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  /** `false` when as many run as may, and this one was not begun. One that was begun already is not begun again. */
  async begin(job: ReplayJob): Promise<boolean> {
    const { archiveArn, busArn, events, stage } = this.#archive;
    const { from, to } = inWholeSeconds(job);
    try {
      await events.send(
        new StartReplayCommand({
          ReplayName: job.replayName,
          Description: `Fanfare: to ${job.subscriberId}${job.eventId === undefined ? '' : ', one event alone'}`,
          EventSourceArn: archiveArn,
          EventStartTime: from,
          EventEndTime: to,
          Destination: {
            Arn: busArn,
            FilterArns: [ruleArn(busArn, subscriberResourceNames(stage, job.subscriberId).rule)],
          },
        }),
      );
    } catch (error) {
      if (error instanceof LimitExceededException) return false;
      if (!(error instanceof ResourceAlreadyExistsException)) throw error; // else an answer was lost
    }
    return true;
  }

  /** It takes a while; one that is over by now stays as it is. */
  async cancel(name: string): Promise<void> {
    try {
      await this.#archive.events.send(new CancelReplayCommand({ ReplayName: name }));
    } catch (error) {
      if (!(error instanceof IllegalStatusException)) throw error;
    }
  }
}

/** A rule's ARN names its bus: `…:event-bus/x` has `…:rule/x/y`. */
function ruleArn(busArn: string, rule: string): string {
  return `${busArn.replace(':event-bus/', ':rule/')}/${rule}`;
}
