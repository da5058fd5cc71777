/** What does every dialog about a subscriber need? */
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';

export interface DialogProps {
  readonly subscriber: SubscriberWithStateView;
  readonly onClose: () => void;
}
