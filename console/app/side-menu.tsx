/** Where can one go? */
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'wouter';

const ITEMS: SideNavigationProps.Item[] = [
  { type: 'link', text: 'Overview', href: '/' },
  { type: 'link', text: 'Subscribers', href: '/subscribers' },
  { type: 'link', text: 'Dead letters', href: '/dead-letters' },
  { type: 'link', text: 'Find an event', href: '/events' },
  { type: 'divider' },
  { type: 'link', text: 'Redrives', href: '/redrives' },
  { type: 'link', text: 'Replays', href: '/replays' },
  { type: 'link', text: 'Event types', href: '/event-types' },
];

export function SideMenu() {
  const [path] = useLocation();
  const [, noun = ''] = path.split('/');
  const activeHref = noun === 'deliveries' ? '/events' : `/${noun}`;
  return <SideNavigation activeHref={activeHref} items={ITEMS} />;
}
