/** A result that is a table. Its library is loaded when the first is opened; until then little is shown. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { AskPage, TableForm } from "../table/table-form";
import { otherWords } from "../words/translation";
import { useView } from "./view-state";

/** The MIME type of a table: JSON of a `TableForm`. */
export const TABLE_TYPE = "application/vnd.agents-widget.table+json";

export interface TableModule {
  /** Not in the file of an earlier version. */
  translate?(words: unknown[]): void;
  drawTable(host: HTMLElement, form: TableForm, options: { ask: AskPage | null }): () => void;
}

/** After so long another form of the result stands in: the kernel may be busy with a cell. */
const STAND_IN_MS = 500;

interface TableResultProps {
  json: string;
  /** The entry that has the result. */
  id: string;
  /** The result as it looks without the library. */
  children?: ComponentChildren;
}

export function TableResult({ json, id, children }: TableResultProps) {
  const { client } = useView();
  const form = useMemo(() => JSON.parse(json) as TableForm, [json]);
  const library = useSignal<TableModule | null>(null);
  const isLate = useSignal(false);
  const host = useRef<HTMLDivElement>(null);
  // Once there was a kernel, each question finds out whether it still is: to draw anew would forget the filter.
  const canAsk = useRef(false);
  canAsk.current ||= client.connection.live.value;
  useEffect(() => {
    const late = () => (isLate.value = true);
    const timer = setTimeout(late, STAND_IN_MS);
    client.libraries.load<TableModule>("table").then((module) => (library.value = module), late);
    return () => clearTimeout(timer);
  }, []);
  useLayoutEffect(() => {
    const ask: AskPage = (question) => client.tables.ask(id, question);
    const words = otherWords();
    if (words) library.value?.translate?.(words);
    return library.value?.drawTable(host.current!, form, { ask: canAsk.current ? ask : null });
  }, [library.value, form, canAsk.current]);
  return (
    <>
      <div
        class="agw-table-host"
        ref={host}
        style={library.value ? undefined : `height:${height(form)}px`}
        hidden={!library.value && isLate.value}
      />
      {!library.value && isLate.value && children}
    </>
  );
}

/** About how high it will be. */
function height({ total }: TableForm): number {
  return Math.min(total, 12) * 26 + 70;
}
