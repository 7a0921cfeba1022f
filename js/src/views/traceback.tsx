/** A traceback, collapsed. */

import { CodeBlock } from "./code-block";
import * as strings from "./strings";

export function Traceback({ text }: { text: string }) {
  if (!text) return null;
  return (
    <details class="agw-fold">
      <summary>{strings.traceback}</summary>
      <CodeBlock text={text} />
    </details>
  );
}
