/** Which views has the console? Each by an address at which there is something to see, and what is seen once it is there. */
import type { TellingState } from './telling-state.ts';

export interface View {
  readonly name: string;
  readonly path: string;
  /** A text that stands on it. */
  readonly shows: string;
}

export function viewsOf({ failing, eventIds, oddEventId, redriveId, discardId, replayId }: TellingState): View[] {
  const subscriber = `/subscribers/${failing.id}`;
  return [
    { name: 'overview', path: '/', shows: 'Deliveries over time' },
    { name: 'subscribers', path: '/subscribers', shows: 'Acme billing' },
    { name: 'subscriber', path: subscriber, shows: 'Recent deliveries' },
    { name: 'subscriber-settings', path: `${subscriber}?tab=settings`, shows: 'Signs its webhooks now' },
    { name: 'dead-letters', path: '/dead-letters', shows: 'Every attempt failed' },
    { name: 'dead-letters-of-one', path: `${subscriber}/dead-letters`, shows: 'Every attempt failed' },
    { name: 'no-dead-letters', path: `${subscriber}/dead-letters?eventType=none`, shows: 'No dead letter matches' },
    { name: 'find-an-event', path: '/events', shows: 'Event id' },
    { name: 'event', path: `/events/${encodeURIComponent(oddEventId)}`, shows: 'Globex warehouse' },
    { name: 'unknown-event', path: '/events/none', shows: 'The log has no delivery of this event' },
    { name: 'delivery', path: `/deliveries/${failing.id}/${eventIds.at(-1)}`, shows: 'The first round' },
    { name: 'event-types', path: '/event-types', shows: 'invoice.voided' },
    { name: 'event-type', path: '/event-types/invoice.paid', shows: 'Schema, version 2' },
    { name: 'redrives', path: '/redrives', shows: 'Redrive of 4 dead letters' },
    { name: 'redrive', path: `/redrives/${redriveId}`, shows: 'What became of them' },
    { name: 'discard', path: `/redrives/${discardId}`, shows: 'deleted for good' },
    { name: 'replays', path: '/replays', shows: 'What is missing of' },
    { name: 'start-a-replay', path: '/replays?new=1', shows: 'Send what was delivered once more' },
    { name: 'replay', path: `/replays/${replayId}`, shows: 'What the log says of that time' },
    { name: 'no-such-page', path: '/nowhere', shows: 'Nothing is at /nowhere' },
  ];
}
