/** How is a filter of dead letters said in a sentence? `of invoice.paid, “Every attempt failed”, dead since …`. */
import type { DeadLetterFilter } from '../api/dead-letters.ts';
import { deadReasonText } from './outcome-text.ts';
import { exactText } from './time-text.ts';

export function filterText({ eventType, reason, from, to }: DeadLetterFilter): string {
  return [
    ...(eventType === undefined ? [] : [`of type ${eventType}`]),
    ...(reason === undefined ? [] : [`“${deadReasonText(reason)}”`]),
    ...(from === undefined ? [] : [`dead since ${exactText(from)}`]),
    ...(to === undefined ? [] : [`dead before ${exactText(to)}`]),
  ].join(', ');
}
