/** How does a dialog end? Its two buttons: leave it, or do what it is for. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface Props {
  /** What the dialog is for, in a word or two. */
  readonly doText: string;
  readonly isBusy: boolean;
  readonly isReady?: boolean;
  readonly onDo: () => void;
  readonly onClose: () => void;
}

export function DialogButtons({ doText, isBusy, isReady = true, onDo, onClose }: Props) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" loading={isBusy} disabled={!isReady} onClick={onDo}>
          {doText}
        </Button>
      </SpaceBetween>
    </Box>
  );
}
