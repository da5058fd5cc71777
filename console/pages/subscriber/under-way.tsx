/** What is being done with its deliveries now? Redrives, discards and replays under way, with a way to follow each. */
import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import { isUnderWay } from '../../api/job-state.ts';
import { useDiscards, useRedrives } from '../../api/letter-jobs.ts';
import { useReplays } from '../../api/replays.ts';
import { countText } from '../../parts/count-text.ts';

interface Props {
  readonly id: string;
}

/** Only one redrive or discard runs at a time, and whoever starts more replays finds them on their own page. */
const NEWEST = 3;

export function UnderWay({ id }: Props) {
  const wanted = { subscriberId: id, limit: NEWEST };
  const redrives = useRedrives(wanted).data?.items ?? [];
  const discards = useDiscards(wanted).data?.items ?? [];
  const replays = useReplays({ subscriberId: id }).data?.items ?? [];
  const lines = [
    ...redrives.filter(isUnderWay).map((job) => ({
      ...{ id: job.id, href: `/redrives/${job.id}`, name: 'A redrive' },
      text: doneOf(job.moved, job.total),
    })),
    ...discards.filter(isUnderWay).map((job) => ({
      ...{ id: job.id, href: `/redrives/${job.id}`, name: 'A discard' },
      text: doneOf(job.discarded, job.total),
    })),
    ...replays.filter(isUnderWay).map((job) => ({
      ...{ id: job.id, href: `/replays/${job.id}`, name: 'A replay' },
      text: `${Math.round(100 * job.progress)} %`,
    })),
  ];
  return lines.map((line) => (
    <Alert key={line.id} type="info">
      <Link href={line.href}>{line.name}</Link> is under way: {line.text}
    </Alert>
  ));
}

function doneOf(done: number, total: number | undefined): string {
  return total === undefined ? countText(done) : `${countText(done)} of ${countText(total)}`;
}
