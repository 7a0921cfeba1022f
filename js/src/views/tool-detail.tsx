/** Everything about one call: arguments, result, what it reported, and what happened within it. */

import { strings } from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";
import { Blocks } from "./blocks";
import { JsonText } from "./json-text";
import { Traceback } from "./traceback";

export function ToolDetail({ entry }: { entry: Entry }) {
  const nested = useView().board.value.blocks(entry.id);
  return (
    <div class="agw-call-detail">
      {nested.length > 0 && (
        <section class="agw-nested" aria-label={strings.nested(entry.tool)}>
          <Blocks parent={entry.id} />
        </section>
      )}
      <Part title={strings.arguments}>
        <JsonText text={entry.arguments || "{}"} />
      </Part>
      {entry.log && (
        <Part title={strings.log}>
          <pre class="agw-pre" tabIndex={0}>
            {entry.log}
          </pre>
        </Part>
      )}
      {entry.output && (
        <Part title={strings.result}>
          <pre class="agw-pre" tabIndex={0}>
            {entry.output}
          </pre>
        </Part>
      )}
      <Traceback text={entry.traceback} />
    </div>
  );
}

function Part({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <div class="agw-part">
      <h4 class="agw-part-title">{title}</h4>
      {children}
    </div>
  );
}
