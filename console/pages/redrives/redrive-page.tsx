/** One redrive, discard or reconciliation: how far it is, and what became of the deliveries it was about. */
import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import { path } from '../../api/client.ts';
import { isRedrive, type LetterJob, letterJobKind, useLetterJob } from '../../api/letter-jobs.ts';
import { Page } from '../../parts/page.tsx';
import { Became } from './became.tsx';
import { missingOf } from './job-text.ts';
import { LetterJobCard } from './letter-job-card.tsx';

const TITLES = { redrive: 'Redrive', discard: 'Discard', reconciliation: 'Reconciliation' } as const;

export default function RedrivePage({ id }: { readonly id: string }) {
  const job = useLetterJob(id).data;
  return (
    <Page title={TITLES[letterJobKind(id)]} description={id} above={[{ text: 'Redrives', href: '/redrives' }]}>
      <LetterJobCard id={id} />
      {job && isRedrive(job) && <Afterwards job={job} />}
    </Page>
  );
}

/** Those that were named are shown one by one; of a crowd the subscriber's own list tells. */
function Afterwards({ job }: { readonly job: LetterJob & { readonly eventIds?: readonly string[] } }) {
  if (job.eventIds) {
    const missing = missingOf(job);
    const found = job.eventIds.filter((eventId) => !missing.includes(eventId));
    return <Became subscriberId={job.subscriberId} eventIds={found} />;
  }
  return (
    <Alert type="info">
      What became of them stands in{' '}
      <Link href={`${path`/subscribers/${job.subscriberId}`}?tab=deliveries`}>its log of deliveries</Link>; what dies
      again comes back into <Link href={path`/subscribers/${job.subscriberId}/dead-letters`}>its dead letters</Link>.
    </Alert>
  );
}
