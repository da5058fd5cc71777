/** What stands around every page? Data, notices, the bars, and a net for what breaks. */
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followLinks } from './follow-links.ts';
import { mendMenu } from './mend-menu.ts';
import { NoticesProvider } from './notices.tsx';
import { queryClient } from './query-client.ts';
import { Shell } from './shell.tsx';

export function Console() {
  useEffect(followLinks, []);
  useEffect(mendMenu, []);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <NoticesProvider>
          <Shell />
        </NoticesProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}
