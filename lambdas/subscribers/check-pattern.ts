/** Does EventBridge understand what a subscriber asks for? It says so itself; any event will do to ask about. */
import {
  type EventBridgeClient,
  InvalidEventPatternException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import type { SubscriberSettings } from '../../core/subscriber.ts';
import { type PatternFields, subscriberPattern } from '../../core/subscriber-pattern.ts';
import { invalidFields } from './problem.ts';

const EVENT = JSON.stringify({
  id: '00000000-0000-0000-0000-000000000000',
  account: '000000000000',
  source: 'fanfare',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'fanfare.pattern-check',
  detail: {},
});

/** Throws a problem about the field at fault. */
export async function checkPattern(
  settings: SubscriberSettings,
  fields: PatternFields,
  events: EventBridgeClient,
): Promise<void> {
  const pattern = JSON.stringify(subscriberPattern(settings, fields));
  try {
    await events.send(new TestEventPatternCommand({ EventPattern: pattern, Event: EVENT }));
  } catch (error) {
    if (!(error instanceof InvalidEventPatternException)) throw error;
    const path = settings.filter ? 'filter' : 'eventTypes';
    throw invalidFields([{ path, message: `must be what EventBridge understands: ${error.message}` }]);
  }
}
