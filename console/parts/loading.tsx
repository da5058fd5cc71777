/** What is shown while the first answer is on its way? */
import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';

export function Loading() {
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <Spinner /> Loading …
    </Box>
  );
}
