/** Sends it an event that nobody else gets, to see whether it arrives. */
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useCatalogue } from '../../api/event-types.ts';
import { sendTestEvent } from '../../api/subscribers.ts';
import { useNotify } from '../../app/notices.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import type { DialogProps } from './dialog-props.ts';

export function TestDialog({ subscriber: { id, name, url, status }, onClose }: DialogProps) {
  const notify = useNotify();
  const [eventType, setEventType] = useState('');
  const { data } = useCatalogue();
  const send = async () => {
    const type = eventType.trim();
    const { eventId } = await sendTestEvent(id, type === '' ? {} : { eventType: type });
    notify({
      type: 'success',
      header: `A test event is on its way to ${name}.`,
      content: (
        <Link href={`/deliveries/${id}/${eventId}`} color="inverted">
          See what becomes of it
        </Link>
      ),
    });
  };
  return (
    <Confirm title={`Send ${name} a test event`} confirmText="Send it" onConfirm={send} onClose={onClose}>
      <SpaceBetween size="m">
        <span className="breaking">
          One event goes to {url ?? 'its queue'}, signed like any other. Nobody else gets it.
          {status === 'paused' && ' It is paused: the event waits until it is resumed.'}
        </span>
        <FormField label="Event type – optional" description="With the example of the catalogue, where it has one">
          <Autosuggest
            value={eventType}
            options={(data?.eventTypes ?? []).map(({ name: value }) => ({ value }))}
            placeholder="fanfare.test"
            enteredTextLabel={(text) => `Use “${text}”`}
            onChange={({ detail }) => setEventType(detail.value)}
            ariaLabel="Event type"
          />
        </FormField>
      </SpaceBetween>
    </Confirm>
  );
}
