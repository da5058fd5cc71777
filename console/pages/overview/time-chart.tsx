/** Counts over time as lines: with the keyboard, each step can be read. */
import Box from '@cloudscape-design/components/box';
import LineChart from '@cloudscape-design/components/line-chart';
import { memo } from 'react';
import { countText } from '../../parts/count-text.ts';

export interface ChartLine {
  readonly title: string;
  readonly color: string;
  readonly points: readonly { readonly at: string; readonly count: number }[];
}

interface Props {
  readonly name: string;
  readonly lines: readonly ChartLine[];
  readonly empty: string;
}

const HEIGHT = 180;
const HEADROOM = 1.1;
const DAY_MS = 86_400_000;
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** Drawn again only when what it shows has changed, not with every answer. */
export const TimeChart = memo(Chart, (a, b) => JSON.stringify(a) === JSON.stringify(b));

function Chart({ name, lines, empty }: Props) {
  const points = lines[0]?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return <Box color="text-body-secondary">{empty}</Box>;
  const domain = [new Date(first.at), new Date(last.at)];
  const isLong = Date.parse(last.at) - Date.parse(first.at) > 2 * DAY_MS;
  const highest = Math.max(...lines.flatMap((line) => line.points.map(({ count }) => count)));
  return (
    <div>
      <Box variant="h3">{name}</Box>
      <LineChart
        ariaLabel={name}
        hideFilter
        hideLegend={lines.length === 1}
        height={HEIGHT}
        xScaleType="time"
        xDomain={domain}
        yDomain={[0, Math.max(Math.ceil(highest * HEADROOM), 4)]}
        i18nStrings={{
          xTickFormatter: (at) => (isLong ? DAY : CLOCK).format(at),
          yTickFormatter: (count) => (Number.isInteger(count) ? countText(count) : ''),
          detailPopoverDismissAriaLabel: 'Close',
        }}
        series={lines.map(({ title, color, points: all }) => ({
          type: 'line',
          title,
          color,
          data: all.map(({ at, count }) => ({ x: new Date(at), y: count })),
          valueFormatter: countText,
        }))}
        {...(highest === 0 ? { additionalInfo: empty } : {})}
      />
    </div>
  );
}
