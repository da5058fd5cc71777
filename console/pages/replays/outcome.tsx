/** What does the log say now of the deliveries of the time that was replayed? */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { path } from '../../api/client.ts';
import type { Replay } from '../../api/replays.ts';
import { countText } from '../../parts/count-text.ts';

interface Props {
  readonly deliveries: NonNullable<Replay['deliveries']>;
  readonly subscriberId: string;
}

export function Outcome({ deliveries: { delivered, pending, dead, isComplete }, subscriberId }: Props) {
  const log = path`/subscribers/${subscriberId}`;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={isComplete ? undefined : 'Only the newest were counted: there are more.'}
          actions={<Link href={`${log}?tab=deliveries`}>Its deliveries</Link>}
        >
          What the log says of that time
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        minColumnWidth={120}
        items={[
          { label: 'Delivered', value: <Count count={delivered} /> },
          { label: 'Pending', value: <Count count={pending} /> },
          { label: 'Dead', value: <Count count={dead} href={`${log}/dead-letters`} /> },
        ]}
      />
    </Container>
  );
}

function Count({ count, href }: { readonly count: number; readonly href?: string }) {
  const text = <Box fontSize="display-l">{countText(count)}</Box>;
  return href !== undefined && count > 0 ? <Link href={href}>{text}</Link> : text;
}
