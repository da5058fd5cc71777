/** How many of its newest deliveries arrived? */
import Box from '@cloudscape-design/components/box';
import type { ListedSubscriberView } from '../../../lambdas/api/views/subscriber-view.ts';

interface Props {
  readonly recent: ListedSubscriberView['recent'];
}

export function SuccessRate({ recent }: Props) {
  if (!recent || recent.deliveries === 0) return '–';
  const { deliveries, delivered, pending, dead } = recent;
  const percent = Math.floor((100 * delivered) / deliveries);
  return (
    <Box color={dead > 0 ? 'text-status-error' : pending > 0 ? 'text-status-warning' : 'inherit'} display="inline">
      <span title={`${delivered} delivered, ${pending} pending, ${dead} dead of the newest ${deliveries}`}>
        {percent} %{deliveries < 100 && ` of ${deliveries}`}
      </span>
    </Box>
  );
}
