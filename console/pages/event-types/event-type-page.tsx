/** What must a developer know of an event type? Its meaning, its schema, an example, and a webhook of it. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type EventTypeWithWebhook, useEventType } from '../../api/event-types.ts';
import { Answered } from '../../parts/answered.tsx';
import { CodeText } from '../../parts/code-text.tsx';
import { lookUp } from '../../parts/look-up.ts';
import { Page } from '../../parts/page.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { Deprecated } from './deprecated.tsx';
import { versionsOf } from './versions.ts';
import { WebhookExample } from './webhook-example.tsx';

export default function EventTypePage({ name }: { readonly name: string }) {
  const [version, setVersion] = useUrlParam('version');
  const query = useEventType(name, version === '' ? undefined : version);
  return (
    <Page
      title={name}
      description={query.data?.description}
      above={[{ text: 'Event types', href: '/event-types' }]}
      actions={query.data?.deprecated ? <Deprecated /> : undefined}
    >
      <Answered query={query}>
        {(eventType) => <About eventType={eventType} version={version} onVersion={setVersion} />}
      </Answered>
    </Page>
  );
}

interface AboutProps {
  readonly eventType: EventTypeWithWebhook;
  /** '' until one is chosen. */
  readonly version: string;
  readonly onVersion: (version: string) => void;
}

function About({ eventType, version, onVersion }: AboutProps) {
  const { schemas = {}, example, webhook, deprecated, name } = eventType;
  const versions = versionsOf(eventType);
  const shown = version || versions[0];
  const schema = shown === undefined ? undefined : lookUp(schemas, shown);
  return (
    <SpaceBetween size="l">
      {deprecated && (
        <Alert type="warning" header="This event type is deprecated">
          It is still delivered to whoever wants it. New subscribers should take the one that replaces it.
        </Alert>
      )}
      {versions.length > 1 && (
        <SegmentedControl
          label="Schema version"
          selectedId={shown ?? null}
          onChange={({ detail }) => onVersion(detail.selectedId)}
          options={versions.map((id) => ({ id, text: `Version ${id}` }))}
        />
      )}
      <WebhookExample name={name} webhook={webhook} />
      <Container header={<Header variant="h2">{shown === undefined ? 'Schema' : `Schema, version ${shown}`}</Header>}>
        {schema === undefined ? (
          <Box color="text-body-secondary">The catalogue has no schema of it: its data can be anything.</Box>
        ) : (
          <CodeText text={JSON.stringify(schema, null, 2)} what="JSON Schema" isCopied />
        )}
      </Container>
      {example !== undefined && (
        <Container header={<Header variant="h2">Example of its data</Header>}>
          <CodeText text={JSON.stringify(example, null, 2)} what="Example" isCopied />
        </Container>
      )}
    </SpaceBetween>
  );
}
