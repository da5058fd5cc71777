/** What is a replay about? `All events of 21 Nov 2026, 14:00:00 – 15:00:00`. */
import type { Replay } from '../../api/replays.ts';
import { exactText } from '../../parts/time-text.ts';

export function replayTitle({ from, to, includeDelivered, eventId }: Replay): string {
  const time = `${exactText(from)} – ${exactText(to)}`;
  if (eventId !== undefined) return `Event ${eventId}`;
  return includeDelivered ? `All events of ${time}` : `What is missing of ${time}`;
}
