/** How is a replay begun? Which subscriber, which time, and whether what was delivered is sent once more. */
import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useOverview } from '../../api/overview.ts';
import { startReplay } from '../../api/replays.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { countOf } from '../../parts/count-text.ts';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { isoRange, PAST_RANGES, rangeFault } from '../../parts/time-range.ts';
import { SubscriberField } from './subscriber-field.tsx';

interface Props {
  /** Whom it is for, where that is known. */
  readonly subscriberId?: string;
  readonly onClose: () => void;
}

export function StartReplay({ subscriberId: known = '', onClose }: Props) {
  const [subscriberId, setSubscriberId] = useState(known);
  const [range, setRange] = useState<DateRangePickerProps.Value | null>(PAST_RANGES[1] ?? null);
  const [includeDelivered, setIncludeDelivered] = useState(false);
  const [, navigate] = useLocation();
  const retentionDays = useOverview('1').data?.archive.retentionDays;
  const begin = async () => {
    const { from, to } = isoRange(range, Date.now());
    if (subscriberId === '') throw new Error('Choose a subscriber first.');
    if (from === undefined) throw new Error('Choose a time first.');
    const replay = await startReplay(subscriberId, { from, includeDelivered, ...(to === undefined ? {} : { to }) });
    navigate(`/replays/${replay.id}`);
  };
  return (
    <Confirm title="Start a replay" confirmText="Start the replay" onConfirm={begin} onClose={onClose}>
      <SpaceBetween size="m">
        {retentionDays === 0 && <NoArchive />}
        {known === '' ? (
          <SubscriberField onChoose={setSubscriberId} />
        ) : (
          <div>
            To <SubscriberLink id={known} />
          </div>
        )}
        <FormField label="Events of" description={keptText(retentionDays)} stretch>
          <DateRangePicker
            value={range}
            onChange={({ detail }) => setRange(detail.value)}
            relativeOptions={PAST_RANGES}
            isValidRange={rangeFault}
            absoluteFormat="long-localized"
            hideTimeOffset
            placeholder="Choose a time"
            showClearButton={false}
            expandToViewport
          />
        </FormField>
        <Checkbox checked={includeDelivered} onChange={({ detail }) => setIncludeDelivered(detail.checked)}>
          Send what was delivered once more
        </Checkbox>
        {includeDelivered ? <Twice /> : <div>Only what it has not got is sent: never tried, pending or dead.</div>}
      </SpaceBetween>
    </Confirm>
  );
}

function keptText(retentionDays: number | undefined): string | undefined {
  if (retentionDays === undefined || retentionDays === 0) return undefined;
  return `The archive keeps ${countOf(retentionDays, 'day')}. Events of the last ten minutes may not be in it yet.`;
}

function NoArchive() {
  return (
    <Alert type="warning" header="This stage keeps no archive">
      There is nothing to replay from. An archive begins with the stage’s setting archiveRetentionDays.
    </Alert>
  );
}

function Twice() {
  return (
    <Alert type="warning">
      Every event of that time reaches the endpoint again, with the same webhook-id. An endpoint that does not look at
      it will handle them twice.
    </Alert>
  );
}
