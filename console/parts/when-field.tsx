/** Which moment? A date and a time of day, in this machine's time zone; the value is ISO 8601 in UTC. */
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { momentOf, partsOf } from './moment.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  /** ISO 8601; '' is no moment yet. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
  readonly error?: string | undefined;
}

export function WhenField({ label, description, value, onChange, error }: Props) {
  const [parts, setParts] = useState(() => partsOf(value));
  const shown = momentOf(parts) === value ? parts : partsOf(value);
  const change = (next: Partial<typeof parts>) => {
    const changed = { ...shown, ...next };
    setParts(changed);
    onChange(momentOf(changed));
  };
  return (
    <FormField label={label} description={description} errorText={error} stretch>
      <SpaceBetween direction="horizontal" size="xs">
        <DatePicker
          value={shown.date}
          onChange={({ detail }) => change({ date: detail.value })}
          placeholder="YYYY/MM/DD"
          ariaLabel={`${label}: date`}
        />
        <TimeInput
          value={shown.time}
          onChange={({ detail }) => change({ time: detail.value })}
          format="hh:mm:ss"
          placeholder="hh:mm:ss"
          ariaLabel={`${label}: time of day`}
        />
      </SpaceBetween>
    </FormField>
  );
}
