/** What is shown where a page breaks, or could not be loaded? The others go on. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

export class PageNet extends Component<Props, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Alert
        type="error"
        header="This page cannot be shown"
        action={<Button onClick={() => location.reload()}>Load it again</Button>}
      >
        {isLost(error) ? 'A part of it could not be loaded. Is what serves the console still running?' : error.message}
      </Alert>
    );
  }
}

/** A part that was built anew, or a server that has stopped. */
function isLost({ message }: Error): boolean {
  return /dynamically imported module|preload/i.test(message);
}
