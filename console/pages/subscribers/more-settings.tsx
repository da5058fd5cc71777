/** The settings that few need: format, signing, filter, retries, limits, headers, metadata. Empty ones have a default. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';
import { HeadersField } from './headers-field.tsx';
import { PairsField } from './pairs-field.tsx';
import type { SettingsDraft } from './settings-draft.ts';
import { faultAt, type SettingsFields } from './settings-fields.ts';

const FORMATS = [
  { value: '', label: 'standard', description: '{"type", "timestamp", "data"}: the default' },
  { value: 'raw', label: 'raw', description: 'the data as it is' },
];

const SIGNINGS = [
  { value: '', label: 'hmac-sha256', description: 'a shared secret: the default' },
  { value: 'ed25519', label: 'ed25519', description: 'a key pair; its public key checks signatures' },
];

type TextName = { [K in keyof SettingsDraft]: SettingsDraft[K] extends string ? K : never }[keyof SettingsDraft];

export function MoreSettings({ draft, onChange, faults, isChange = false, headerNames }: SettingsFields) {
  const field = (name: TextName, label: string, description: string, control: ReactNode) => (
    <FormField label={label} description={description} errorText={faultAt(faults, name)}>
      {control}
    </FormField>
  );
  const input = (name: TextName, placeholder: string) => (
    <Input
      value={draft[name]}
      placeholder={placeholder}
      onChange={({ detail }) => onChange({ [name]: detail.value })}
    />
  );
  const choice = (name: 'format' | 'signing', options: typeof FORMATS) => (
    <Select
      options={options}
      selectedOption={options.find(({ value }) => value === draft[name]) ?? { value: draft[name], label: draft[name] }}
      onChange={({ detail }) => onChange({ [name]: detail.selectedOption.value ?? '' })}
    />
  );
  const filter = (
    <Textarea
      value={draft.filter}
      rows={3}
      placeholder='{"amount": [{"numeric": [">", 100]}]}'
      onChange={({ detail }) => onChange({ filter: detail.value })}
    />
  );
  return (
    <SpaceBetween size="m">
      {field('description', 'Description', '', input('description', 'Who to call when it fails'))}
      {field('format', 'Format of the body', '', choice('format', FORMATS))}
      {!isChange && field('signing', 'Signatures', '', choice('signing', SIGNINGS))}
      {field('filter', 'Filter', 'An EventBridge pattern on the data, as JSON', filter)}
      {field(
        'schemaVersion',
        'Schema version',
        'Events of this version only; empty: of every one',
        input('schemaVersion', '1'),
      )}
      {draft.mode === 'push' &&
        field(
          'retrySchedule',
          'Waits between attempts',
          'Empty: 5s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 24h',
          input('retrySchedule', '5s, 5m, 2h'),
        )}
      {field(
        'timeoutSeconds',
        draft.mode === 'pull' ? 'Seconds to acknowledge' : 'Seconds to answer',
        draft.mode === 'pull' ? 'Empty: 30' : 'Empty: 15',
        input('timeoutSeconds', ''),
      )}
      {draft.mode === 'push' &&
        field('maxConcurrency', 'Batches at once', 'Of ten deliveries each; empty: 5', input('maxConcurrency', ''))}
      {draft.mode === 'push' && (
        <HeadersField draft={draft} onChange={onChange} names={headerNames} error={faultAt(faults, 'headers')} />
      )}
      <PairsField
        label="Metadata"
        description="Yours, as it is"
        pairs={draft.metadata}
        onChange={(metadata) => onChange({ metadata })}
        error={faultAt(faults, 'metadata')}
      />
    </SpaceBetween>
  );
}
