/** Which subscriber is meant? Found by typing a part of its name. */
import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useSubscribers } from '../../api/subscribers.ts';

interface Props {
  readonly onChoose: (id: string) => void;
}

export function SubscriberField({ onChoose }: Props) {
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<SelectProps.Option | null>(null);
  const query = useSubscribers(q === '' ? {} : { q });
  const options = (query.data?.items ?? []).map(({ id, name, tenant, status }) => ({
    value: id,
    label: name,
    description: [tenant, status].filter((text) => text !== undefined).join(' · '),
  }));
  const choose = (option: SelectProps.Option) => {
    setChosen(option);
    onChoose(option.value ?? '');
  };
  return (
    <FormField label="Subscriber" stretch>
      <Select
        selectedOption={chosen}
        onChange={({ detail }) => choose(detail.selectedOption)}
        options={options}
        filteringType="manual"
        onLoadItems={({ detail }) => setQ(detail.filteringText)}
        statusType={query.isPending ? 'loading' : query.error ? 'error' : 'finished'}
        loadingText="Looking …"
        errorText={query.error?.message ?? ''}
        placeholder="Choose a subscriber"
        filteringPlaceholder="A part of its name"
        filteringAriaLabel="Find a subscriber by its name"
        empty="No subscriber is called so"
        expandToViewport
      />
    </FormField>
  );
}
