/** Names and their values: metadata, headers. */
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { Pair } from './settings-draft.ts';

interface Props {
  readonly label: string;
  readonly description: string;
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly error?: string | undefined;
}

export function PairsField({ label, description, pairs, onChange, error }: Props) {
  const set = (at: number, change: Partial<Pair>) =>
    onChange(pairs.map((pair, other) => (other === at ? { ...pair, ...change } : pair)));
  return (
    <FormField label={label} description={description} errorText={error}>
      <AttributeEditor
        items={pairs}
        definition={[
          {
            label: 'Name',
            control: ({ name }, at) => (
              <Input value={name} onChange={({ detail }) => set(at, { name: detail.value })} />
            ),
          },
          {
            label: 'Value',
            control: ({ value }, at) => (
              <Input value={value} onChange={({ detail }) => set(at, { value: detail.value })} />
            ),
          },
        ]}
        addButtonText="Add one"
        removeButtonText="Remove"
        removeButtonAriaLabel={({ name }) => `Remove ${name || 'this one'}`}
        empty="None"
        onAddButtonClick={() => onChange([...pairs, { name: '', value: '' }])}
        onRemoveButtonClick={({ detail }) => onChange(pairs.filter((_, at) => at !== detail.itemIndex))}
      />
    </FormField>
  );
}
