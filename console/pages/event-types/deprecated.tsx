/** Not for new subscribers: another type takes its place. */
import Badge from '@cloudscape-design/components/badge';

export function Deprecated() {
  return <Badge color="severity-medium">deprecated</Badge>;
}
