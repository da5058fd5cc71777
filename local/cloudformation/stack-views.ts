/** How does CloudFormation tell of a stack, its resources and its events? */
import type { Json } from '../aws/service.ts';
import type { Stack, StackEvent, StackResource } from './stack.ts';

export function stackView(stack: Stack): Json {
  const { shownParameters, outputs, tags } = stack;
  return {
    ...common(stack),
    Description: stack.description,
    Parameters: Object.entries(shownParameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
    DisableRollback: false,
    EnableTerminationProtection: false,
    NotificationARNs: [],
    Capabilities: [],
    Outputs: outputs,
    Tags: tags,
  };
}

export function stackSummary(stack: Stack): Json {
  return { ...common(stack), TemplateDescription: stack.description };
}

export function resourceView({ id, name }: Stack, resource: StackResource): Json {
  return {
    StackName: name,
    StackId: id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    Timestamp: new Date(resource.at),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function eventView({ id, name }: Stack, event: StackEvent): Json {
  return {
    StackId: id,
    EventId: event.id,
    StackName: name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
  };
}

function common({ id, name, status, reason, createdAt, updatedAt, deletedAt }: Stack): Json {
  return {
    StackId: id,
    StackName: name,
    CreationTime: new Date(createdAt),
    LastUpdatedTime: updatedAt === undefined ? undefined : new Date(updatedAt),
    DeletionTime: deletedAt === undefined ? undefined : new Date(deletedAt),
    StackStatus: status,
    StackStatusReason: reason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}
