/** What is wrong with a declared subscriber that can be seen before deployment? Tokens are only known then: they pass. */
import { type Stack, Token } from 'aws-cdk-lib';
import { scheduleFault } from '../core/retry-schedule.ts';
import { schemaVersionFault } from '../core/schema-version.ts';
import { STAGE_NAME } from '../core/stage.ts';
import { eventTypeFault } from '../core/subscriber-pattern.ts';
import type { WebhookSubscriberProps } from './subscriber-declaration.ts';

/** Sentences, each beginning with the property. */
export function declarationFaults(props: WebhookSubscriberProps, stack: Stack): string[] {
  return [
    ...stageFaults(props),
    ...endpointFaults(props),
    ...wishFaults(props),
    ...metadataFaults(props),
    ...secretFaults(props, stack),
  ];
}

function stageFaults({ stage }: WebhookSubscriberProps): string[] {
  if (Token.isUnresolved(stage) || STAGE_NAME.test(stage)) return [];
  return [`stage "${stage}" must be the name of a stage of Fanfare: 1 to 16 of a-z, 0-9 and inner hyphens.`];
}

function endpointFaults({ mode, url }: WebhookSubscriberProps): string[] {
  if (Token.isUnresolved(mode)) return [];
  if (mode === 'pull') return url === undefined ? [] : ['url must be left out: a pull subscriber is not called.'];
  if (url === undefined) return ['url must be given: only a subscriber of mode "pull" has none.'];
  return Token.isUnresolved(url) || URL.canParse(url) ? [] : [`url "${url}" must be an absolute URL.`];
}

function wishFaults({ eventTypes, schemaVersion, retrySchedule }: WebhookSubscriberProps): string[] {
  const faults: string[] = [];
  if (!Token.isUnresolved(eventTypes)) {
    if (eventTypes.length === 0) faults.push('eventTypes must name at least one event type.');
    for (const type of known(eventTypes)) faults.push(...sentence(`eventTypes "${type}"`, eventTypeFault(type)));
  }
  if (schemaVersion !== undefined && !Token.isUnresolved(schemaVersion)) {
    faults.push(...sentence(`schemaVersion "${schemaVersion}"`, schemaVersionFault(schemaVersion)));
  }
  if (retrySchedule && known(retrySchedule).length === retrySchedule.length) {
    faults.push(...sentence('retrySchedule', scheduleFault(retrySchedule)));
  }
  return faults;
}

/** `declare` notes there whose a subscriber is. */
function metadataFaults({ metadata = {} }: WebhookSubscriberProps): string[] {
  const taken = Object.keys(metadata).filter((key) => key.startsWith('aws:'));
  return taken.map((key) => `metadata "${key}" must have another name: those that begin with "aws:" are taken.`);
}

/** CloudFormation hands them to a custom resource as they are, and webhooks would carry `{{resolve:…}}`. */
function secretFaults({ headers = {} }: WebhookSubscriberProps, stack: Stack): string[] {
  const unresolved = Object.entries(headers).filter(([, value]) =>
    JSON.stringify(stack.resolve(value)).includes('{{resolve:'),
  );
  return unresolved.map(
    ([name]) =>
      `headers "${name}" must not be a dynamic reference, which CloudFormation does not resolve for a custom resource: use a CfnParameter with noEcho.`,
  );
}

function known<T>(values: readonly T[]): T[] {
  return values.filter((value) => !Token.isUnresolved(value));
}

function sentence(name: string, fault: string | undefined): string[] {
  return fault === undefined ? [] : [`${name} ${fault}.`];
}
