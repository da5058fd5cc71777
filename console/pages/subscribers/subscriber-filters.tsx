/** Which subscribers are wanted? By name or URL, status and tenant; all of it stands in the address. */
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { useUrlParams } from '../../parts/url-param.ts';

const STATUSES = ['active', 'paused', 'disabled', 'failed', 'provisioning', 'deleting'];
const ANY = { value: '', label: 'Any status' };
const OPTIONS = [ANY, ...STATUSES.map((status) => ({ value: status, label: status }))];

/** So long nothing must be typed before it is looked for. */
const PAUSE_MS = 300;

export function SubscriberFilters() {
  const [params, change] = useUrlParams();
  const status = params.get('status') ?? '';
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <LateInput name="q" label="A part of the name or the URL" type="search" />
      <Select
        selectedOption={OPTIONS.find(({ value }) => value === status) ?? ANY}
        options={OPTIONS}
        ariaLabel="Status"
        onChange={({ detail }) => change({ status: detail.selectedOption.value, cursor: undefined })}
      />
      <LateInput name="tenant" label="Tenant, in full" />
    </SpaceBetween>
  );
}

interface LateInputProps {
  readonly name: 'q' | 'tenant';
  readonly label: string;
  readonly type?: 'search' | 'text';
}

/** Looks only once nobody types any more. */
function LateInput({ name, label, type = 'text' }: LateInputProps) {
  const [params, change] = useUrlParams();
  const wanted = params.get(name) ?? '';
  const [text, setText] = useState(wanted);
  useEffect(() => setText(wanted), [wanted]);
  useEffect(() => {
    if (text === wanted) return undefined;
    const timer = setTimeout(() => change({ [name]: text.trim(), cursor: undefined }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, wanted, name, change]);
  return (
    <Input
      type={type}
      value={text}
      placeholder={label}
      ariaLabel={label}
      onChange={({ detail }) => setText(detail.value)}
    />
  );
}
