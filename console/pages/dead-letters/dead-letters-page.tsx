/** The dead letters of all subscribers. */
import { Page } from '../../parts/page.tsx';
import { DeadLetters } from './dead-letters.tsx';

export default function DeadLettersPage() {
  return (
    <Page
      title="Dead letters"
      description="Deliveries that are not tried again by themselves. Each waits in its subscriber’s dead-letter queue, 14 days at most."
    >
      <DeadLetters />
    </Page>
  );
}
