/** What is shown where there is nothing? That it is so, why, and what to do. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: Props) {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="xs">
        <Box variant="strong">{title}</Box>
        {children && (
          <Box color="text-body-secondary" variant="p">
            {children}
          </Box>
        )}
        {action}
      </SpaceBetween>
    </Box>
  );
}
