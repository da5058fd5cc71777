/** An event type's name, which may break after a dot: `customer.subscription.renewed` is long. */
import { Fragment } from 'react';

export function Dotted({ name }: { readonly name: string }) {
  return name.split(/(?<=\.)/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never move
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}
