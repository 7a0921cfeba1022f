/** A tool's result: as the notebook would show it, and as the model read it. */

import type { Entry } from "../transcript/schema";
import { Button } from "./button";
import { size } from "./format";
import { PlainResult } from "./plain-result";
import { Display } from "./result-display";
import * as strings from "./strings";
import { useView } from "./view-state";

export function Result({ entry }: { entry: Entry }) {
  const { results } = useView().client;
  const whole = results.byEntry.value.get(entry.id);
  const display = whole?.display ?? entry.display;
  const text = whole?.text ?? entry.output;
  const shown = display && <Display bundle={display} entry={entry} />;
  const isCut = whole?.text === undefined && entry.output_size !== null;
  return (
    <>
      {shown}
      {text && (shown ? <AsModelSaw text={text} /> : <PlainResult text={text} />)}
      {isCut && <LoadAll entry={entry} />}
    </>
  );
}

function AsModelSaw({ text }: { text: string }) {
  return (
    <details class="agw-fold">
      <summary>{strings.asModelSaw}</summary>
      <PlainResult text={text} />
    </details>
  );
}

function LoadAll({ entry }: { entry: Entry }) {
  const view = useView();
  return (
    <p class="agw-cut">
      {strings.headOf(size(entry.output.length), size(entry.output_size!))}
      {view.client.connection.live.value && (
        <Button class="agw-link" action="load-all" onClick={() => view.client.results.fetch(entry.id)}>
          {strings.loadAll}
        </Button>
      )}
    </p>
  );
}
