/** Which permissions does a call to EventBridge need? https://docs.aws.amazon.com/service-authorization/latest/reference/list_events.html */
import type { Json } from '../aws/service.ts';
import { arn, objectsIn, type Permission, stringIn } from './permission.ts';

const RULE_ACTIONS = new Set(
  `DeleteRule DescribeRule DisableRule EnableRule ListTargetsByRule PutRule PutTargets RemoveTargets`.split(' '),
);
const BUS_ACTIONS = new Set(['CreateEventBus', 'DeleteEventBus', 'DescribeEventBus', 'UpdateEventBus']);
const TAG_ACTIONS = new Set(['ListTagsForResource', 'TagResource', 'UntagResource']);
const ARCHIVE_ACTIONS = new Set(['CreateArchive', 'DeleteArchive', 'DescribeArchive', 'UpdateArchive']);
const REPLAY_ACTIONS = new Set(['CancelReplay', 'DescribeReplay']);
const UNBOUND_ACTIONS = new Set(
  `ListArchives ListEventBuses ListReplays ListRuleNamesByTarget ListRules TestEventPattern`.split(' '),
);

export function eventsPermissions(action: string, input: Json): Permission[] | undefined {
  if (UNBOUND_ACTIONS.has(action)) return [permission(action, '*')];
  if (TAG_ACTIONS.has(action)) return [permission(action, stringIn(input, 'ResourceARN'))];
  if (BUS_ACTIONS.has(action)) return withTags(permission(action, bus(stringIn(input, 'Name'))), input);
  if (RULE_ACTIONS.has(action)) return rulePermissions(action, input);
  if (ARCHIVE_ACTIONS.has(action)) return archivePermissions(action, input);
  if (REPLAY_ACTIONS.has(action)) return [permission(action, replay(input))];
  if (action === 'StartReplay') return startReplay(action, input);
  if (action === 'PutEvents') return objectsIn(input, 'Entries').map(putEvent);
  return undefined;
}

function rulePermissions(action: string, input: Json): Permission[] {
  const name = stringIn(input, 'Name') || stringIn(input, 'Rule');
  const busName = nameOfBus(stringIn(input, 'EventBusName'));
  const resource = arn('events', `rule/${busName === 'default' ? '' : `${busName}/`}${name}`);
  const context = action === 'PutRule' ? patternContext(input) : targetContext(input);
  return withTags({ ...permission(action, resource), context }, input);
}

function archivePermissions(action: string, input: Json): Permission[] {
  const needed = permission(action, arn('events', `archive/${stringIn(input, 'ArchiveName')}`));
  return action === 'CreateArchive' ? [needed, permission(action, bus(stringIn(input, 'EventSourceArn')))] : [needed];
}

/** One action on three resources: where the events come from, where they go, and the replay itself. */
function startReplay(action: string, input: Json): Permission[] {
  const destination = stringIn((input.Destination ?? {}) as Json, 'Arn');
  return [stringIn(input, 'EventSourceArn'), bus(destination), replay(input)].map((each) => permission(action, each));
}

function replay(input: Json): string {
  return arn('events', `replay/${stringIn(input, 'ReplayName')}`);
}

/** The types and sources a rule is limited to by name; a policy can insist on them. */
function patternContext(input: Json) {
  try {
    const pattern = JSON.parse(stringIn(input, 'EventPattern')) as Json;
    return { ...named('events:source', pattern.source), ...named('events:detail-type', pattern['detail-type']) };
  } catch {
    return {};
  }
}

function targetContext(input: Json) {
  return named(
    'events:TargetArn',
    objectsIn(input, 'Targets').map((target) => target.Arn),
  );
}

function putEvent(entry: Json): Permission {
  const context = { ...named('events:source', [entry.Source]), ...named('events:detail-type', [entry.DetailType]) };
  return { ...permission('PutEvents', bus(stringIn(entry, 'EventBusName'))), context };
}

function named(key: string, values: unknown): Record<string, string[]> {
  const texts = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
  return texts.length > 0 ? { [key]: texts } : {};
}

function withTags(needed: Permission, input: Json): Permission[] {
  return objectsIn(input, 'Tags').length > 0 ? [needed, permission('TagResource', needed.resource)] : [needed];
}

function nameOfBus(given: string): string {
  return given === '' ? 'default' : given.replace(/^arn:.*:event-bus\//, '');
}

function bus(given: string): string {
  return given.startsWith('arn:') ? given : arn('events', `event-bus/${nameOfBus(given)}`);
}

function permission(action: string, resource: string): Permission {
  return { action: `events:${action}`, resource };
}
