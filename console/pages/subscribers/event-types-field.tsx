/** Which event types? Typed, or chosen from the catalogue; each becomes a token. */
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useState } from 'react';
import { useCatalogue } from '../../api/event-types.ts';

interface Props {
  readonly value: readonly string[];
  readonly onChange: (eventTypes: readonly string[]) => void;
  readonly error?: string | undefined;
}

const EVERYTHING = { value: '*', description: 'everything but Fanfare’s own events' };

export function EventTypesField({ value, onChange, error }: Props) {
  const [text, setText] = useState('');
  const { data } = useCatalogue();
  const known = (data?.eventTypes ?? []).map(({ name, description }) => ({
    value: name,
    ...(description === undefined ? {} : { description }),
  }));
  const add = (given: string) => {
    const types = given.split(/[\s,]+/).filter((type) => type !== '' && !value.includes(type));
    if (types.length > 0) onChange([...value, ...types]);
    setText('');
  };
  return (
    <FormField
      label="Event types"
      description="A name like invoice.paid, invoice.* for all that begin so, or * for all. Enter adds one."
      errorText={error}
    >
      <SpaceBetween size="xs">
        <Autosuggest
          value={text}
          options={[EVERYTHING, ...known].filter((option) => !value.includes(option.value))}
          onChange={({ detail }) => setText(detail.value)}
          onSelect={({ detail }) => add(detail.value)}
          onBlur={() => add(text)}
          enteredTextLabel={(entered) => `Add “${entered}”`}
          placeholder="invoice.*"
        />
        <TokenGroup
          items={value.map((type) => ({ label: type, dismissLabel: `Remove ${type}` }))}
          onDismiss={({ detail }) => onChange(value.filter((_, at) => at !== detail.itemIndex))}
        />
      </SpaceBetween>
    </FormField>
  );
}
