/** What was it registered with, and what signs its webhooks? */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { TimeExact } from '../../parts/time-ago.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { waitsText } from '../subscribers/wait-text.ts';

interface Props {
  readonly subscriber: SubscriberWithStateView;
}

export function Settings({ subscriber }: Props) {
  const [, open] = useUrlParam('do');
  const isDeleting = subscriber.status === 'deleting';
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={isDeleting} onClick={() => open('rotate')}>
        Rotate the secret
      </Button>
      <Button disabled={isDeleting} onClick={() => open('edit')}>
        Change
      </Button>
    </SpaceBetween>
  );
  return (
    <Container header={<Header actions={actions}>Settings</Header>}>
      <SpaceBetween size="l">
        <KeyValuePairs columns={3} minColumnWidth={220} items={settingItems(subscriber)} />
        <KeyValuePairs columns={1} items={keyItems(subscriber)} />
      </SpaceBetween>
    </Container>
  );
}

function item(label: string, value: ReactNode): KeyValuePairsProps.Item {
  return {
    label,
    value: <span className="breaking">{value ?? <Box color="text-body-secondary">the default</Box>}</span>,
  };
}

function settingItems(subscriber: SubscriberWithStateView): KeyValuePairsProps.Item[] {
  const { id, url, mode = 'push', eventTypes, tenant, description, format = 'standard', filter } = subscriber;
  const { schemaVersion, retrySchedule, timeoutSeconds, maxConcurrency, headerNames, metadata } = subscriber;
  const isPull = mode === 'pull';
  return [
    item('Id', <Copyable text={id} what="Id" />),
    ...(url === undefined
      ? [item('Mode', 'pull: it fetches its events')]
      : [item('URL', <Copyable text={url} what="URL" />)]),
    item('Event types', eventTypes.join(', ')),
    item('Tenant', tenant ?? 'of every tenant'),
    item('Filter', filter ? <CodeText text={JSON.stringify(filter, null, 2)} what="Filter" /> : 'none'),
    item('Schema version', schemaVersion ?? 'every one'),
    item('Format of the body', format),
    item('Waits between attempts', retrySchedule && waitsText(retrySchedule)),
    item(isPull ? 'Seconds to acknowledge' : 'Seconds to answer', timeoutSeconds),
    item('Batches at once', maxConcurrency),
    item('Headers', headerNames?.join(', ') || 'none of its own'),
    item('Description', description ?? 'none'),
    item(
      'Metadata',
      metadata
        ? Object.entries(metadata)
            .map(([name, value]) => `${name}: ${value}`)
            .join(', ')
        : 'none',
    ),
    item('Registered', <TimeExact at={subscriber.createdAt} />),
    item('Last changed', <TimeExact at={subscriber.updatedAt} />),
  ];
}

function keyItems({ signing = 'hmac-sha256', signingKeys, drift }: SubscriberWithStateView): KeyValuePairsProps.Item[] {
  const keys = signingKeys.map(({ createdAt, expiresAt, publicKey }) => (
    <div key={createdAt}>
      {publicKey === undefined ? `A secret (${signing})` : <Copyable text={publicKey} what="Public key" />} since{' '}
      <TimeExact at={createdAt} />
      {expiresAt !== undefined && (
        <>
          , until <TimeExact at={expiresAt} />
        </>
      )}
    </div>
  ));
  return [
    item('Signs its webhooks now', keys),
    ...(drift
      ? [
          item(
            'Last found changed on AWS, and made anew',
            <>
              {drift.steps.join(', ')} <TimeExact at={drift.at} />
            </>,
          ),
        ]
      : []),
  ];
}
