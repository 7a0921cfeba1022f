/** The cells of a tool call's row: arguments, outcome and duration. */

import { headOf } from "../dom/visible-text";
import { argumentPairs } from "../json/argument-pairs";
import type { Entry } from "../transcript/schema";
import { timeTaken } from "../transcript/times";
import { duration, headline } from "./format";
import * as strings from "./strings";
import { useView } from "./view-state";
import { said } from "../words/translation";

const MOST_PAIRS = 12;
const LONGEST_VALUE = 200;

export function Arguments({ json }: { json: string }) {
  const given = argumentPairs(json);
  if (given === null) return <span class="agw-arg">{headline(json)}</span>;
  return (
    <>
      {given.slice(0, MOST_PAIRS).map(({ name, value }, at) => (
        <span class="agw-arg" key={at}>
          <span class="agw-arg-name">{name}=</span>
          {headOf(value, LONGEST_VALUE)}{" "}
        </span>
      ))}
    </>
  );
}

/** The outcome of the call, in a few words. */
export function Outcome({ entry }: { entry: Entry }) {
  const { state } = entry;
  if (state === "running" && entry.progress !== null) return <Progress entry={entry} />;
  if (state === "running" && entry.log) return <span class="agw-muted">{lastLine(entry.log)}</span>;
  if (state === "done")
    return <span>{headline(said(entry.summary) || entry.output) || strings.noResult}</span>;
  // The exception is for people; the output is what the model reads of it.
  const reason = exceptionOf(entry.traceback) || headline(entry.output);
  const shown = state === "failed" || state === "denied" ? reason : "";
  return (
    <span class="agw-outcome" data-tone={state}>
      {shown || strings.toolState[state]}
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

/** How long it took, or takes so far; nothing where nobody knows. */
export function Took({ entry }: { entry: Entry }) {
  const { now } = useView().store.value;
  const time = entry.state === "running" ? Math.max(0, now.value - entry.started) : timeTaken(entry);
  return <>{time === null ? "" : duration(time)}</>;
}

function lastLine(text: string): string {
  const whole = text.trimEnd();
  return headline(whole.slice(whole.lastIndexOf("\n") + 1));
}

/** The exception that a traceback ends in, on one line: its class without the module, and its message. */
function exceptionOf(traceback: string): string {
  const lines = traceback.trimEnd().split("\n");
  // A message may have many lines, so its first is looked for, not the last of all.
  const frame = lines.findLastIndex((line) => line.startsWith('  File "'));
  const first = lines.findIndex((line, at) => frame >= 0 && at > frame && /^\S/.test(line));
  return headline(
    lines
      .slice(first)
      .join(" ")
      .replace(/^[\w.<>]*\.(?=\w+(:|$))/, ""),
  );
}
