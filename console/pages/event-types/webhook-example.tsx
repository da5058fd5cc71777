/** What does an endpoint receive? A webhook of this type, signed with a published secret, so that a receiver can be tried. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ExampleWebhookView } from '../../../lambdas/api/views/event-type-view.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { Copyable } from '../../parts/copyable.tsx';

interface Props {
  readonly name: string;
  readonly webhook: ExampleWebhookView;
}

export function WebhookExample({ name, webhook: { secret, headers, body } }: Props) {
  const headerLines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
  return (
    <Container header={<Header variant="h2">A webhook of it</Header>}>
      <SpaceBetween size="s">
        <CodeText text={headerLines.join('\n')} what="Headers" />
        <CodeText text={indented(body)} what={`Body of a webhook ${name}`} isCopied />
        <Box color="text-body-secondary">
          The body is sent without these line breaks. It is signed with a published secret that is nobody’s own:{' '}
          <Copyable text={secret} what="Example secret" />
        </Box>
      </SpaceBetween>
    </Container>
  );
}

/** To be read; what is not JSON stays as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
