/** A result as text, or as a tree where it is JSON. */

import { JsonText } from "./json-text";
import * as strings from "./strings";

export function PlainResult({ text }: { text: string }) {
  if (/^\s*[[{]/.test(text) && isJson(text)) return <JsonText text={text} />;
  return (
    <pre class="agw-pre" tabIndex={0} aria-label={strings.result} role="group">
      {text}
    </pre>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
