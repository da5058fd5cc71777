/** What is shown at an address that no page has? */
import Link from '@cloudscape-design/components/link';
import { useLocation } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';

export function NotFound() {
  const [path] = useLocation();
  return (
    <Page title="There is no such page">
      <Empty title={`Nothing is at ${path}`} action={<Link href="/">Go to the overview</Link>}>
        The menu on the left leads to everything there is. An event is found by its id under “Find an event”.
      </Empty>
    </Page>
  );
}
