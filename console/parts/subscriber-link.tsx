/** Whose is it? The subscriber's name, leading to its page. */
import Link from '@cloudscape-design/components/link';
import { useSubscriberName } from '../api/subscribers.ts';

interface Props {
  readonly id: string;
}

export function SubscriberLink({ id }: Props) {
  const name = useSubscriberName(id);
  return <Link href={`/subscribers/${id}`}>{name}</Link>;
}
