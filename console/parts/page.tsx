/** How does a page begin? The way to it, its name, what can be done on it. */
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { stage } from '../app/stage.ts';
import { Dotted } from './dotted.tsx';

interface Crumb {
  readonly text: string;
  readonly href: string;
}

interface Props {
  /** Also the title of the browser's tab. */
  readonly title: string;
  readonly description?: ReactNode;
  /** The pages above this one, the overview left out. */
  readonly above?: readonly Crumb[];
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, description, above = [], actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Fanfare ${stage}`;
  }, [title]);
  const header = (
    <Header variant="h1" description={description} actions={actions}>
      <span className="breaking">
        <Dotted name={title} />
      </span>
    </Header>
  );
  return (
    <SpaceBetween size="xs">
      {above.length > 0 && <BreadcrumbGroup items={[...above, { text: title, href: '#' }]} />}
      <ContentLayout header={header}>
        <SpaceBetween size="l">{children}</SpaceBetween>
      </ContentLayout>
    </SpaceBetween>
  );
}
