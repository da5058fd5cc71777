/** JSON, a body, an answer: as it is, in letters of one width. It scrolls, also by keyboard, where it is long. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

interface Props {
  readonly text: string;
  /** What it is: `Schema`. */
  readonly what: string;
  /** Whether there is a button that copies it. */
  readonly isCopied?: boolean;
}

export function CodeText({ text, what, isCopied = false }: Props) {
  const code = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="code-text" tabIndex={0} aria-label={what}>
      <pre className="code">{text}</pre>
    </section>
  );
  if (!isCopied) return code;
  return (
    <div className="code-copied">
      {code}
      <CopyToClipboard
        variant="icon"
        copyButtonAriaLabel={`Copy: ${what}`}
        textToCopy={text}
        copySuccessText={`${what} copied`}
        copyErrorText={`${what} could not be copied`}
      />
    </div>
  );
}
