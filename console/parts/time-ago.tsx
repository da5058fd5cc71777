/** When was it, or will it be? `3 min ago`, with the exact time in this zone and in UTC when pointed at. */
import { useNow } from './now.ts';
import { agoText, exactText } from './time-text.ts';

interface Props {
  /** ISO 8601. */
  readonly at: string;
}

export function TimeAgo({ at }: Props) {
  const text = useNow((nowMs) => agoText(at, nowMs));
  return (
    <time className="nowrap" dateTime={at} title={`${exactText(at)} (UTC ${at})`}>
      {text}
    </time>
  );
}

/** The exact time, and how long ago that was. */
export function TimeExact({ at }: Props) {
  return (
    <span>
      <time dateTime={at} title={`UTC ${at}`}>
        {exactText(at)}
      </time>{' '}
      (<TimeAgo at={at} />)
    </span>
  );
}
