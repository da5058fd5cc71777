/** Operations that put right what differs between a dead-letter queue and the log. */
import { startReconciliation } from '../../job-requests/start-reconciliation.ts';
import { operation } from '../operation.ts';
import { RECONCILIATION, reconciliationView } from '../views/reconciliation-view.ts';
import { type JobNoun, readJob } from './job-operations.ts';

const RECONCILIATIONS: JobNoun<'reconciliation'> = {
  ...{ kind: 'reconciliation', plural: 'reconciliations', tag: 'Reconciliations' },
  ...{ schema: RECONCILIATION, view: reconciliationView },
};

const start = operation(
  {
    id: 'startReconciliation',
    method: 'POST',
    path: '/v1/subscribers/{id}/reconciliations',
    tag: RECONCILIATIONS.tag,
    summary: 'Compare the dead-letter queue with the log, and put right what differs',
    answers: { 202: { description: 'It is about to begin', schema: RECONCILIATION } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' } }, parts) => ({
    status: 202,
    body: reconciliationView(await startReconciliation(id, parts)),
  }),
);

export const RECONCILIATION_OPERATIONS = [start, readJob(RECONCILIATIONS)];
