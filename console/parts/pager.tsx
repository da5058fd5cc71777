/** How does one go through a list whose pages are known only by where they begin? First, back, on. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { goBack, useUrlParams } from './url-param.ts';

interface Props {
  /** Where the next page begins, as the API answered; absent on the last. */
  readonly next: string | undefined;
}

/** The page stands in the address as `cursor`: read it with `useUrlParam('cursor')`, and take it away when a filter changes. */
export function Pager({ next }: Props) {
  const [params, change] = useUrlParams();
  const cursor = params.get('cursor');
  const first = () => change({ cursor: undefined }, 'push');
  if (cursor === null && next === undefined) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="normal" disabled={cursor === null} onClick={first}>
        First page
      </Button>
      <Button
        iconName="angle-left"
        ariaLabel="Page before"
        disabled={cursor === null}
        onClick={() => goBack() || first()}
      />
      <Button
        iconName="angle-right"
        ariaLabel="Next page"
        disabled={next === undefined}
        onClick={() => change({ cursor: next }, 'push')}
      />
    </SpaceBetween>
  );
}
