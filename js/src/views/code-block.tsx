/** Text in monospace, with a button that copies it. */

import { copyCode } from "../markdown/code-block";
import { copy } from "../markdown/strings";

export function CodeBlock({ text }: { text: string }) {
  return (
    <div class="agw-code agw-plain-code">
      <button type="button" class="agw-copy" onClick={(event) => void copyCode(event.currentTarget)}>
        {copy}
      </button>
      <pre class="agw-pre" dir="ltr" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
