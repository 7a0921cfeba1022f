/** A traceback, collapsed. */

import * as strings from "./strings";

export function Traceback({ text }: { text: string }) {
  if (!text) return null;
  return (
    <details class="agw-fold">
      <summary>{strings.traceback}</summary>
      <pre class="agw-pre" tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}
