/** The details of a tool call: arguments, nested entries, log, result and traceback. */

import type { ComponentChildren } from "preact";
import type { Entry } from "../transcript/schema";
import { Blocks } from "./blocks";
import { JsonText } from "./json-text";
import { NameResult } from "./name-result";
import { Result } from "./result";
import * as strings from "./strings";
import { isWithoutArguments } from "./tool-columns";
import { Traceback } from "./traceback";
import { useView } from "./view-state";

export function ToolDetail({ entry }: { entry: Entry }) {
  const view = useView();
  const hasNested = view.store.value.blocks(entry.id).length > 0;
  const isDone = entry.state === "done";
  return (
    <div class="agw-call-detail">
      {entry.state !== "awaiting_approval" && !isWithoutArguments(entry) && (
        <Section title={strings.givenArguments}>
          <JsonText text={entry.arguments} />
        </Section>
      )}
      {hasNested && (
        <section class="agw-nested" aria-label={strings.nested(entry.tool)}>
          <Blocks parent={entry.id} />
        </section>
      )}
      {entry.log && (
        <Section title={strings.log}>
          <pre class="agw-pre" tabIndex={0} role="group" aria-label={strings.log}>
            {entry.log}
          </pre>
        </Section>
      )}
      {(entry.output || entry.display || isDone) && (
        <Section title={strings.result}>
          {entry.output || entry.display ? <Result entry={entry} /> : <p>{strings.noResult}</p>}
          {isDone && view.steerable.value && <NameResult entry={entry} />}
        </Section>
      )}
      <Traceback text={entry.traceback} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="agw-facet">
      <h4 class="agw-facet-title">{title}</h4>
      {children}
    </div>
  );
}
