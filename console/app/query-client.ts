/** How is data kept fresh? What is shown is asked for again while the page is visible. */
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';

const MAX_RETRIES = 1;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1000,
      retry: (failures, error) => failures < MAX_RETRIES && isWorthAnotherTry(error),
      // A page of a list stays until the next one is there.
      placeholderData: (before: unknown) => before,
    },
    mutations: { retry: false },
  },
});

/** What the API refused, it will refuse again. */
function isWorthAnotherTry(error: Error): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
