/** What does the API show of a job? */
import type { DiscardView } from '../../lambdas/api/views/discard-view.ts';
import type { ReconciliationView } from '../../lambdas/api/views/reconciliation-view.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';

export type JobView = RedriveView | DiscardView | ReconciliationView | ReplayView;
