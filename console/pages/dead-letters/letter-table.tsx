/** The list of dead letters, newest death first, in pages, with what can be done with the chosen ones. */
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { DeadLetter, DeadLetterCount, DeadLetterFilter } from '../../api/dead-letters.ts';
import { countText } from '../../parts/count-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { useIsNarrow } from '../../parts/narrow.ts';
import { Pager } from '../../parts/pager.tsx';
import type { ChosenLetters } from './chosen-letters.ts';
import { isEmptyFilter } from './filter-in-address.ts';
import { COLUMNS_OF_ALL, COLUMNS_OF_ONE, NARROW_COLUMNS } from './letter-columns.tsx';
import { LetterFilter } from './letter-filter.tsx';
import { letterKey } from './listed-letters.ts';
import { useShownLetters } from './shown-letters.ts';

interface Props {
  /** Absent: of all subscribers. */
  readonly subscriberId?: string;
  readonly chosen: ChosenLetters;
  readonly count?: DeadLetterCount | undefined;
  readonly actions: ReactNode;
}

export function LetterTable({ subscriberId, chosen, count, actions }: Props) {
  const { page, isLoading, query, filter, setFilter } = useShownLetters(subscriberId, chosen);
  const letters = page?.items ?? [];
  const isNarrow = useIsNarrow();
  const eventTypes = letters.map(({ eventType }) => eventType);
  const failure = query.error && <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="m">
      {letters.length > 0 && failure}
      <Table
        header={
          <Header variant="h2" counter={counterText(chosen.letters.length, count)} actions={actions}>
            Newest first
          </Header>
        }
        filter={<LetterFilter filter={filter} onChange={setFilter} eventTypes={eventTypes} />}
        pagination={<Pager next={page?.next} />}
        columnDefinitions={subscriberId === undefined ? COLUMNS_OF_ALL : COLUMNS_OF_ONE}
        {...(isNarrow ? { visibleColumns: NARROW_COLUMNS } : {})}
        items={letters}
        trackBy={letterKey}
        loading={isLoading}
        loadingText="Reading the log …"
        empty={failure || <Nothing filter={filter} next={page?.next} />}
        selectionType="multi"
        selectedItems={chosen.letters}
        onSelectionChange={({ detail }) => page && chosen.choose(page, detail.selectedItems)}
        enableKeyboardNavigation
        wrapLines
        ariaLabels={ARIA_LABELS}
      />
    </SpaceBetween>
  );
}

const ARIA_LABELS: TableProps.AriaLabels<DeadLetter> = {
  tableLabel: 'Dead letters',
  selectionGroupLabel: 'Which dead letters are chosen',
  allItemsSelectionLabel: ({ selectedItems }) =>
    `All dead letters of this page, ${countText(selectedItems.length)} chosen`,
  itemSelectionLabel: (_, { eventId, eventType }) => `${eventType} ${eventId}`,
};

/** `(2 chosen of 60)`. Chosen ones of other pages may be gone, and fewer be left: that is seen when one goes there. */
function counterText(chosen: number, count: DeadLetterCount | undefined): string {
  const all = count && `${countText(count.logged)}${count.isComplete ? '' : '+'}`;
  if (chosen === 0) return all === undefined ? '' : `(${all})`;
  const isOfAll = count !== undefined && (chosen <= count.logged || !count.isComplete);
  return isOfAll ? `(${countText(chosen)} chosen of ${all})` : `(${countText(chosen)} chosen)`;
}

function Nothing({ filter, next }: { readonly filter: DeadLetterFilter; readonly next: string | undefined }) {
  if (next !== undefined) {
    return <Empty title="None among those looked at so far">There are older ones: go on to the next page.</Empty>;
  }
  if (!isEmptyFilter(filter)) return <Empty title="No dead letter matches">Take a part of the filter away.</Empty>;
  return (
    <Empty title="No dead letters">
      Everything was delivered, or is being tried. What can no longer be tried appears here by itself.
    </Empty>
  );
}
