/** Would this pattern match this event? */
import type { Json } from '../aws/service.ts';
import { eventFields } from './event-fields.ts';
import { type JsonObject, readJson } from './json-text.ts';
import { matches, parsePattern } from './pattern.ts';
import { invalid, onlyParameters, text } from './request.ts';
import { MAX_PATTERN_LENGTH } from './rules.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
const REQUIRED_FIELDS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];
const MAX_EVENT_LENGTH = 1_048_576;

export function testEventPattern(input: Json): Json {
  onlyParameters(input, ['EventPattern', 'Event']);
  const pattern = parsePattern(text(input, 'EventPattern', { maxLength: MAX_PATTERN_LENGTH }));
  const event = readEvent(text(input, 'Event', { maxLength: MAX_EVENT_LENGTH }));
  const missing = REQUIRED_FIELDS.filter((field) => !event.members.some(([key]) => key === field));
  if (missing.length > 0) invalid(`Parameter Event is not valid. Reason: it has no ${missing.join(', ')}.`);
  return { Result: matches(pattern, eventFields(event)) };
}

function readEvent(eventText: string): JsonObject {
  try {
    const node = readJson(eventText);
    if (node.kind === 'object') return node;
  } catch {
    // Not JSON is as invalid as not an object.
  }
  return invalid('Parameter Event is not valid.');
}
