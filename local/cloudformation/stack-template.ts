/** Is this a template that a stack can be made of here: custom resources, and what comes with them? */
import type { Json } from '../aws/service.ts';
import { isCustomResource, type ResourceDefinition } from '../template/template.ts';
import type { Condition } from './conditions.ts';
import type { ParameterDefinition } from './parameters.ts';
import { invalid } from './request.ts';
import { parseTemplate } from './template-text.ts';

export interface StackResourceDefinition extends ResourceDefinition {
  readonly Condition?: string;
  readonly DeletionPolicy?: 'Delete' | 'Retain';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
}

export interface OutputDefinition {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface StackTemplate {
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, ParameterDefinition>>;
  readonly Conditions?: Readonly<Record<string, Condition>>;
  readonly Resources: Readonly<Record<string, StackResourceDefinition>>;
  readonly Outputs?: Readonly<Record<string, OutputDefinition>>;
}

/** What `cdk synth` leaves about itself: it stands for nothing. */
export const METADATA_TYPE = 'AWS::CDK::Metadata';

/** `Rules` and `Metadata` are read by nobody here, as CDK's check of its bootstrap version. */
const SECTIONS = [
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Conditions'],
  ...['Resources', 'Outputs'],
];
const RESOURCE_FIELDS = [
  ...['Type', 'Properties', 'DependsOn', 'Condition', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'],
];
const OUTPUT_FIELDS = ['Value', 'Description', 'Condition', 'Export'];

/** Throws `ValidationError` with the place and what is wrong there. */
export function readStackTemplate(body: string): StackTemplate {
  const template = parseTemplate(body);
  only(template, SECTIONS, 'the template');
  refuseNull(template, '');
  const resources = Object.entries(section(template, 'Resources'));
  if (resources.length === 0) {
    invalid('Template format error: At least one Resources member must be defined.');
  }
  for (const [logicalId, resource] of resources) checkResource(logicalId, resource);
  for (const [name, output] of Object.entries(section(template, 'Outputs'))) {
    only(output, OUTPUT_FIELDS, `the output ${name}`);
    if (output.Value === undefined) invalid(`Template format error: Output ${name} has no Value.`);
  }
  return template as unknown as StackTemplate;
}

function checkResource(logicalId: string, resource: Json): void {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
    invalid(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  only(resource, RESOURCE_FIELDS, logicalId);
  const { Type: type, Properties, DeletionPolicy, UpdateReplacePolicy } = resource;
  if (type === METADATA_TYPE) return;
  if (typeof type !== 'string' || !isCustomResource(type)) {
    invalid(`${logicalId}: the local CloudFormation makes custom resources only, not ${type}.`);
  }
  if (!(Properties as Json | undefined)?.ServiceToken) {
    invalid(`${logicalId}: Properties validation failed: the required key [ServiceToken] is missing.`);
  }
  for (const policy of [DeletionPolicy, UpdateReplacePolicy]) {
    if (policy === undefined || policy === 'Delete' || policy === 'Retain') continue;
    invalid(`${logicalId}: the local CloudFormation knows the policies Delete and Retain, not ${policy}.`);
  }
}

function section(template: Json, name: string): Record<string, Json> {
  const entries = Object.entries(template[name] ?? {});
  const wrong = entries.find(([, each]) => typeof each !== 'object' || Array.isArray(each));
  if (wrong) invalid(`Template format error: [/${name}/${wrong[0]}] must be an object.`);
  return Object.fromEntries(entries) as Record<string, Json>;
}

function only(given: Json, known: readonly string[], where: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) invalid(`The local CloudFormation does not know ${unknown} of ${where}.`);
}

function refuseNull(value: unknown, path: string): void {
  if (value === null) invalid(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value as Json)) refuseNull(inner, `${path}/${key}`);
}
