/** How does one say which dead letters one wants to see? By event type, reason and the time they died. */
import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { DeadLetterFilter } from '../../api/dead-letters.ts';
import { useCatalogue } from '../../api/event-types.ts';
import { DEAD_REASON_OPTIONS, deadReasonText } from '../../parts/outcome-text.ts';
import { isoRange, PAST_RANGES, rangeFault } from '../../parts/time-range.ts';
import { exactText } from '../../parts/time-text.ts';

interface Props {
  readonly filter: DeadLetterFilter;
  readonly onChange: (filter: DeadLetterFilter) => void;
  /** Types on the page, beside those of the catalogue. */
  readonly eventTypes: readonly string[];
}

const PROPERTIES: PropertyFilterProps['filteringProperties'] = [
  { key: 'eventType', propertyLabel: 'Event type', groupValuesLabel: 'Event types', operators: ['='] },
  {
    key: 'reason',
    propertyLabel: 'Reason',
    groupValuesLabel: 'Reasons',
    operators: [{ operator: '=', format: (value) => deadReasonText(String(value)) }],
  },
];

export function LetterFilter({ filter, onChange, eventTypes }: Props) {
  const catalogue = useCatalogue().data?.eventTypes ?? [];
  const known = [...new Set([...eventTypes, ...catalogue.map(({ name }) => name)])].sort();
  const options = [
    ...known.map((value) => ({ propertyKey: 'eventType', value })),
    ...DEAD_REASON_OPTIONS.map(({ value, label }) => ({ propertyKey: 'reason', value, label })),
  ];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <div className="letter-filter">
        <PropertyFilter
          query={{ operation: 'and', tokens: tokensOf(filter) }}
          onChange={({ detail }) => onChange({ ...timesOf(filter), ...fieldsOf(detail.tokens) })}
          filteringProperties={PROPERTIES}
          filteringOptions={options}
          hideOperations
          disableFreeTextFiltering
          filteringPlaceholder="By event type or reason"
          filteringAriaLabel="Filter dead letters by event type or reason"
        />
      </div>
      <DateRangePicker
        value={rangeOf(filter)}
        onChange={({ detail }) => onChange({ ...fieldsOf(tokensOf(filter)), ...isoRange(detail.value, Date.now()) })}
        relativeOptions={PAST_RANGES}
        isValidRange={rangeFault}
        absoluteFormat="long-localized"
        {...triggerOf(filter)}
        hideTimeOffset
        placeholder="Died at any time"
        ariaLabel="Filter dead letters by when they died"
        expandToViewport
      />
    </SpaceBetween>
  );
}

function tokensOf({ eventType, reason }: DeadLetterFilter): PropertyFilterProps.Token[] {
  return [
    ...(eventType === undefined ? [] : [{ propertyKey: 'eventType', operator: '=' as const, value: eventType }]),
    ...(reason === undefined ? [] : [{ propertyKey: 'reason', operator: '=' as const, value: reason }]),
  ];
}

/** Of two tokens of one property the later one counts: a letter has one type and one reason. */
function fieldsOf(tokens: readonly PropertyFilterProps.Token[]): Pick<DeadLetterFilter, 'eventType' | 'reason'> {
  return Object.fromEntries(tokens.map(({ propertyKey, value }) => [propertyKey, value]));
}

function timesOf({ from, to }: DeadLetterFilter): Pick<DeadLetterFilter, 'from' | 'to'> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** What has no end goes on, and what has no beginning had none: the field must not name one. */
function triggerOf({ from, to }: DeadLetterFilter): Pick<DateRangePickerProps, 'renderTriggerContent'> {
  if ((from === undefined) === (to === undefined)) return {};
  const text = to === undefined ? `since ${exactText(from ?? '')}` : `before ${exactText(to)}`;
  return { renderTriggerContent: () => text };
}

/** A picker knows only whole ranges. */
function rangeOf({ from, to }: DeadLetterFilter): DateRangePickerProps.Value | null {
  if (from === undefined && to === undefined) return null;
  const endDate = to ?? new Date().toISOString();
  return { type: 'absolute', startDate: from ?? new Date(0).toISOString(), endDate };
}
