/** The headers sent with every webhook: kept encrypted and never shown again, so that they are replaced as a whole. */
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { PairsField } from './pairs-field.tsx';
import type { SettingsDraft } from './settings-draft.ts';

interface Props {
  readonly draft: SettingsDraft;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
  readonly names: readonly string[] | undefined;
  readonly error?: string | undefined;
}

export function HeadersField({ draft: { headers }, onChange, names = [], error }: Props) {
  if (headers === 'kept') {
    return (
      <FormField label="Headers" description="Sent with every webhook; their values are never shown" errorText={error}>
        <SpaceBetween direction="horizontal" size="s" alignItems="center">
          <span className="breaking">{names.join(', ')}</span>
          <Button onClick={() => onChange({ headers: names.map((name) => ({ name, value: '' })) })}>
            Replace them
          </Button>
        </SpaceBetween>
      </FormField>
    );
  }
  return (
    <PairsField
      label="Headers"
      description="Sent with every webhook; kept encrypted and never shown again"
      pairs={headers}
      onChange={(pairs) => onChange({ headers: pairs })}
      error={error}
    />
  );
}
