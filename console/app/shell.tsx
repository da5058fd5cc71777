/** The frame of the console: bars, notices, and the page that the address names. */
import AppLayout from '@cloudscape-design/components/app-layout';
import Flashbar from '@cloudscape-design/components/flashbar';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useNotices } from './notices.tsx';
import { PageNet } from './page-net.tsx';
import { Pages } from './pages.tsx';
import { SideMenu } from './side-menu.tsx';
import { TopBar } from './top-bar.tsx';

const WIDE = '(min-width: 912px)';

export function Shell() {
  const [isMenuOpen, setMenuOpen] = useState(() => matchMedia(WIDE).matches);
  const [path] = useLocation();
  const notices = useNotices();
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a narrow screen, whoever has chosen wants to see it
  useEffect(() => {
    if (!matchMedia(WIDE).matches) setMenuOpen(false);
  }, [path]);
  return (
    <>
      <TopBar />
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigation={<SideMenu />}
        navigationOpen={isMenuOpen}
        navigationWidth={220}
        onNavigationChange={({ detail }) => setMenuOpen(detail.open)}
        notifications={<Flashbar items={notices} />}
        stickyNotifications
        maxContentWidth={1600}
        content={
          <PageNet key={path}>
            <Pages />
          </PageNet>
        }
      />
    </>
  );
}
