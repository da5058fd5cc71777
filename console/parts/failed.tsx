/** What is shown when the API refuses or does not answer? What, why, each field at fault, and a way on. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ApiError } from '../api/api-error.ts';

interface Props {
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function Failed({ error, onRetry }: Props) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <Alert
      type="error"
      header={problem?.title ?? 'That did not work'}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {error.message}
      <Faults error={error} />
    </Alert>
  );
}

function Faults({ error }: { readonly error: Error }) {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  if (errors.length === 0) return null;
  return (
    <ul>
      {errors.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <strong>{path}</strong> {message}
        </li>
      ))}
    </ul>
  );
}
