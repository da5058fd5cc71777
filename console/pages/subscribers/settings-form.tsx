/** The settings of a subscriber as fields: the few that everybody needs, and more on request. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { EventTypesField } from './event-types-field.tsx';
import { MoreSettings } from './more-settings.tsx';
import { faultAt, type SettingsFields } from './settings-fields.ts';

const MODES = [
  { value: 'push', label: 'Push', description: 'Fanfare posts each event to a URL' },
  { value: 'pull', label: 'Pull', description: 'It fetches its events: for what cannot be called' },
];

export function SettingsForm(props: SettingsFields) {
  const { draft, onChange, faults, isChange = false } = props;
  const text = (name: 'name' | 'url' | 'tenant', placeholder: string) => (
    <Input
      value={draft[name]}
      placeholder={placeholder}
      onChange={({ detail }) => onChange({ [name]: detail.value })}
    />
  );
  return (
    <SpaceBetween size="m">
      <FormField label="Name" errorText={faultAt(faults, 'name')}>
        {text('name', 'Billing')}
      </FormField>
      {!isChange && (
        <FormField label="How events reach it" errorText={faultAt(faults, 'mode')}>
          <RadioGroup
            value={draft.mode}
            items={MODES}
            onChange={({ detail }) => onChange({ mode: detail.value === 'pull' ? 'pull' : 'push' })}
          />
        </FormField>
      )}
      {draft.mode === 'push' && (
        <FormField label="URL" description="Its endpoint" errorText={faultAt(faults, 'url')}>
          {text('url', 'https://example.com/hooks')}
        </FormField>
      )}
      <EventTypesField draft={draft} onChange={onChange} error={faultAt(faults, 'eventTypes')} />
      <FormField
        label={<span>Tenant – optional</span>}
        description="That tenant’s events and no others"
        errorText={faultAt(faults, 'tenant')}
      >
        {text('tenant', 'acme')}
      </FormField>
      <ExpandableSection headerText="More settings">
        <MoreSettings {...props} />
      </ExpandableSection>
    </SpaceBetween>
  );
}
