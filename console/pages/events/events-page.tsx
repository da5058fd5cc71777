/** What became of an event? One finds it by its id. */
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { type SubmitEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { path } from '../../api/client.ts';
import { Page } from '../../parts/page.tsx';

export default function EventsPage() {
  const [id, setId] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [, navigate] = useLocation();
  const wanted = id.trim();
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    setAsked(true);
    if (wanted !== '') navigate(path`/events/${wanted}`);
  };
  return (
    <Page title="Find an event" description="Everyone it went to, and what became of it there.">
      <form onSubmit={find}>
        <Form actions={<Button variant="primary">Find</Button>}>
          <Container>
            <FormField
              label="Event id"
              description="The webhook-id that an endpoint received, or the eventId that the publisher gave it."
              errorText={isAsked && wanted === '' ? 'Which event? Type or paste its id.' : undefined}
              stretch
            >
              <Input value={id} onChange={({ detail }) => setId(detail.value)} autoFocus spellcheck={false} />
            </FormField>
          </Container>
        </Form>
      </form>
    </Page>
  );
}
