/** How far back can events be brought back? */
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useOverview } from '../../api/overview.ts';

export function ArchiveNote() {
  const { data } = useOverview('1');
  if (!data) return null;
  const { retentionDays } = data.archive;
  if (retentionDays === 0) {
    return <StatusIndicator type="warning">This stage has no archive: nothing can be brought back.</StatusIndicator>;
  }
  return (
    <Box variant="small" color="text-body-secondary">
      Events are kept for {retentionDays} days.
    </Box>
  );
}
