/** One call of a tool: a row that opens to everything about it. */

import { useComputed } from "@preact/signals";
import { pairs } from "../arguments";
import { duration, headline } from "../format";
import { strings } from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";
import { Approval } from "./approval";
import { entryAttributes } from "./entry";
import { Icon } from "./icons";
import { ToolDetail } from "./tool-detail";
import { StateIcon } from "./tool-state";

export function ToolRow({ id }: { id: string }) {
  const view = useView();
  const board = view.board.value;
  const entry = board.entry(id).value;
  const opened = view.opened(id);
  const nested = board.blocks(id).length > 0;
  const open = opened.value ?? (nested && entry.state === "running");
  if (open && opened.value === null) queueMicrotask(() => (opened.value ??= true));
  const toggle = () => (opened.value = !open);
  const asks = entry.state === "awaiting_approval" && view.can("approve");
  return (
    <>
      <tr
        class="agw-call"
        role="row"
        {...entryAttributes(entry)}
        data-tool={entry.tool}
        data-open={open || undefined}
        onClick={toggle}
      >
        <td role="cell" class="agw-col-tool">
          <button
            type="button"
            class="agw-row-button"
            aria-expanded={open}
            aria-label={strings.openRow(entry.tool)}
            onClick={(event) => (event.stopPropagation(), toggle())}
          >
            <Icon name="chevron" />
          </button>
          <StateIcon state={entry.state} />
          <span class="agw-tool-name">{entry.tool}</span>
        </td>
        <td role="cell" class="agw-col-arguments">
          <Arguments json={entry.arguments} />
        </td>
        <td role="cell" class="agw-col-result">
          <Outcome entry={entry} />
        </td>
        <td role="cell" class="agw-col-time">
          <Time entry={entry} />
        </td>
      </tr>
      {asks && (
        <tr class="agw-call-more" role="row">
          <td role="cell" colSpan={4}>
            <Approval entry={entry} />
          </td>
        </tr>
      )}
      {open && (
        <tr class="agw-call-more" role="row">
          <td role="cell" colSpan={4}>
            <ToolDetail entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

export function Arguments({ json }: { json: string }) {
  const given = pairs(json);
  if (given === null) return <span class="agw-arg">{headline(json)}</span>;
  return (
    <>
      {given.slice(0, 12).map(({ name, value }, at) => (
        <span class="agw-arg" key={at}>
          <span class="agw-arg-name">{name}=</span>
          {value.slice(0, 200)}{" "}
        </span>
      ))}
    </>
  );
}

/** What came of the call, in a few words. */
export function Outcome({ entry }: { entry: Entry }) {
  if (entry.state === "running" && entry.progress !== null) return <Progress entry={entry} />;
  if (entry.state === "running" && entry.log) return <span class="agw-muted">{lastLine(entry.log)}</span>;
  if (entry.state === "done") return <span>{headline(entry.output) || strings.noResult}</span>;
  const said =
    entry.state === "failed" || entry.state === "denied" ? headline(entry.output || entry.text) : "";
  return (
    <span class="agw-outcome" data-tone={entry.state}>
      {said || strings.toolState[entry.state]}
    </span>
  );
}

function Progress({ entry }: { entry: Entry }) {
  const percent = Math.round(entry.progress! * 100);
  return (
    <span class="agw-progress">
      <progress max={100} value={percent} aria-label={strings.progress(entry.tool)} />
      <span class="agw-percent">{percent} %</span>
      <span class="agw-muted">{lastLine(entry.log)}</span>
    </span>
  );
}

export function Time({ entry }: { entry: Entry }) {
  const now = useView().board.value.now;
  const busy = entry.ended === null && entry.state === "running";
  const text = useComputed(() => (busy ? duration(Math.max(0, now.value - entry.started)) : ""));
  if (busy) return <>{text}</>;
  return <>{entry.ended === null ? "" : duration(entry.ended - entry.started)}</>;
}

function lastLine(text: string): string {
  return headline(text.trimEnd().slice(-400).split("\n").at(-1) ?? "");
}
