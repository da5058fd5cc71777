/** How did deliveries go over time? Successes and failures apart, so that a few failures among many successes are seen. */
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { OverviewView } from '../../../lambdas/api/views/overview-view.ts';
import { TimeChart } from './time-chart.tsx';

interface Props {
  readonly overview: OverviewView;
}

const GREEN = 'light-dark(#1d8102, #6aaf35)';
const ORANGE = 'light-dark(#c33d00, #f89256)';
const RED = 'light-dark(#8b0016, #ff7a8a)';

export default function Traffic({ overview: { series, stepSeconds, totals } }: Props) {
  const line = (title: string, color: string, key: keyof typeof totals) => ({
    title,
    color,
    points: series.map((step) => ({ at: step.at, count: step[key] })),
  });
  return (
    <Container
      header={
        <Header variant="h2" description={`Per ${stepText(stepSeconds)}. The newest minutes may still rise.`}>
          Deliveries over time
        </Header>
      }
    >
      <ColumnLayout columns={2} minColumnWidth={320}>
        <TimeChart
          name="Delivered"
          empty="Nothing was delivered in this time."
          lines={[line('Delivered', GREEN, 'delivered')]}
        />
        <TimeChart
          name="Failures"
          empty="Nothing failed in this time."
          lines={[line('Failed attempts', ORANGE, 'failedAttempts'), line('Became dead letters', RED, 'dead')]}
        />
      </ColumnLayout>
    </Container>
  );
}

function stepText(seconds: number): string {
  if (seconds < 3600) return seconds === 60 ? 'minute' : `${seconds / 60} minutes`;
  return seconds === 3600 ? 'hour' : `${seconds / 3600} hours`;
}
