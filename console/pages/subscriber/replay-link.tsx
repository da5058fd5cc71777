/** The way to a replay that has just been started. */
import Link from '@cloudscape-design/components/link';

export function ReplayLink({ id }: { readonly id: string }) {
  return (
    <Link href={`/replays/${id}`} color="inverted">
      Follow the replay
    </Link>
  );
}
