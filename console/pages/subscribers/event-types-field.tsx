/** Which event types? Typed, or chosen from the catalogue; each becomes a token, and what is still being typed counts. */
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useCatalogue } from '../../api/event-types.ts';
import { typesIn } from './event-types-text.ts';
import type { SettingsDraft } from './settings-draft.ts';

interface Props {
  readonly draft: SettingsDraft;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
  readonly error?: string | undefined;
}

const EVERYTHING = { value: '*', description: 'everything but Fanfare’s own events' };

export function EventTypesField({ draft: { eventTypes: value, typedEventTypes: text }, onChange, error }: Props) {
  const { data } = useCatalogue();
  const known = (data?.eventTypes ?? []).map(({ name, description }) => ({
    value: name,
    ...(description === undefined ? {} : { description }),
  }));
  const add = (given: string) => {
    const types = typesIn(given).filter((type) => !value.includes(type));
    onChange({ eventTypes: [...value, ...types], typedEventTypes: '' });
  };
  return (
    <FormField
      label="Event types"
      description="A name like invoice.paid, invoice.* for all that begin so, or * for all. Enter adds another."
      errorText={error}
    >
      <SpaceBetween size="xs">
        <Autosuggest
          value={text}
          options={[EVERYTHING, ...known].filter((option) => !value.includes(option.value))}
          onChange={({ detail }) => onChange({ typedEventTypes: detail.value })}
          onSelect={({ detail }) => add(detail.value)}
          enteredTextLabel={(entered) => `Add “${entered}”`}
          placeholder="invoice.*"
        />
        <TokenGroup
          items={value.map((type) => ({ label: type, dismissLabel: `Remove ${type}` }))}
          onDismiss={({ detail }) => onChange({ eventTypes: value.filter((_, at) => at !== detail.itemIndex) })}
        />
      </SpaceBetween>
    </FormField>
  );
}
