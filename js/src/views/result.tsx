/** What a tool returned: as the notebook would show it, and as the model read it. */

import { size } from "../format";
import * as strings from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";
import { JsonText } from "./json-text";
import { Lazy } from "./lazy";

export function Result({ entry }: { entry: Entry }) {
  const { results } = useView().store;
  const whole = results.byId.value.get(entry.id);
  const display = whole?.display ?? entry.display;
  const text = whole?.text ?? entry.output;
  const shown = display && <Lazy name="Display" bundle={display} entry={entry} />;
  const isCut = whole?.text === undefined && entry.output_size !== null;
  return (
    <>
      {shown}
      {text && (shown ? <AsModelSaw text={text} /> : <PlainResult text={text} />)}
      {isCut && <LoadAll entry={entry} />}
    </>
  );
}

export function PlainResult({ text }: { text: string }) {
  if (/^\s*[[{]/.test(text) && isJson(text)) return <JsonText text={text} />;
  return (
    <pre class="agw-pre" tabIndex={0} aria-label={strings.result} role="group">
      {text}
    </pre>
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
      {view.store.link.live.value && (
        <button
          type="button"
          class="agw-link"
          data-action="load-all"
          onClick={() => view.store.results.fetch(entry.id)}
        >
          {strings.loadAll}
        </button>
      )}
    </p>
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
