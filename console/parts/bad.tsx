/** What went wrong, in red, with a mark for those who see no red. Unlike a status indicator it breaks between words only. */
import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import type { ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

export function Bad({ children }: Props) {
  return (
    <Box color="text-status-error" display="inline">
      <Icon name="status-negative" variant="error" ariaLabel="Error" /> {children}
    </Box>
  );
}
