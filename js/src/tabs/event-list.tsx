/** The stream as it came: a line for each event, the deltas of a text in one, with its JSON on demand. */

import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { EventKind, EventRow } from "../kernel/messages";
import { Button } from "../views/button";
import { count, seconds } from "../views/format";
import { JsonText } from "../views/json-text";
import * as strings from "../views/strings";
import { useView } from "../views/view-state";
import { eventNumbers, matches, rowFor, rowsUntil, total } from "./event-filter";

const KINDS: EventKind[] = ["raw", "item", "agent", "other"];
const PAGE = 500;
/** Python is asked to search once nothing was typed for so long. */
const SEARCH_PAUSE_MS = 200;

export default function EventList() {
  const view = useView();
  const { eventRows } = view.client;
  const hidden = useSignal<ReadonlySet<EventKind>>(new Set());
  const query = useSignal("");
  const limit = useSignal(PAGE);
  const revealed = useSignal(-1);
  useEffect(() => eventRows.subscribe(), []);
  const now = view.replay.value ? view.store.value.now.value : Infinity;
  const past = rowsUntil(eventRows.rows.value, now, eventRows.partsByNumber.value);
  const found = eventRows.found.value;
  useEffect(() => {
    const timer = setTimeout(() => eventRows.search(query.value), SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query.value]);
  const chosen = past.filter((row) => !hidden.value.has(row.kind) && matches(row, query.value, found));
  const shown = chosen.slice(-limit.value);
  const known = now === Infinity ? eventRows.total.value : total(past);
  const target = view.eventTarget.value;
  useEffect(() => {
    const row = target === null ? undefined : rowFor(target, past, view.store.value.transcript.entries);
    if (!row) return;
    view.eventTarget.value = null;
    hidden.value = new Set();
    query.value = "";
    limit.value = Math.max(limit.value, past.length - past.indexOf(row));
    revealed.value = row.n;
  }, [target, past.length]);
  return (
    <div class="agw-page" tabIndex={0} role="group" aria-label={strings.eventsTab}>
      <div class="agw-filters">
        {KINDS.map((kind) => (
          <KindToggle key={kind} kind={kind} hidden={hidden} />
        ))}
        <input
          type="search"
          class="agw-search"
          dir="auto"
          aria-label={strings.eventFilter}
          placeholder={strings.eventFilterHint}
          value={query}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
        <span class="agw-muted">{strings.eventCount(count(total(shown)), count(known))}</span>
      </div>
      {chosen.length > shown.length && (
        <Button class="agw-link" onClick={() => (limit.value += PAGE)}>
          {strings.showEarlier(count(chosen.length - shown.length))}
        </Button>
      )}
      {chosen.length === 0 && (
        <p class="agw-empty">{past.length ? strings.noSuchEvents : strings.noEvents}</p>
      )}
      <ol class="agw-events">
        {shown.map((row) => (
          <EventLine key={row.n} row={row} now={now} revealed={revealed} />
        ))}
      </ol>
    </div>
  );
}

function KindToggle({ kind, hidden }: { kind: EventKind; hidden: Signal<ReadonlySet<EventKind>> }) {
  const shows = !hidden.value.has(kind);
  const toggle = () => {
    const next = new Set(hidden.value);
    if (shows) next.add(kind);
    else next.delete(kind);
    hidden.value = next;
  };
  return (
    <button
      type="button"
      class="agw-kind"
      data-event-kind={kind}
      aria-pressed={shows}
      title={strings.eventKindHint[kind]}
      onClick={toggle}
    >
      {strings.eventKind[kind]}
    </button>
  );
}

interface EventLineProps {
  row: EventRow;
  /** The instant that is shown, in milliseconds. */
  now: number;
  /** The number of the event to go to. */
  revealed: Signal<number>;
}

function EventLine({ row, now, revealed }: EventLineProps) {
  const view = useView();
  const { eventRows } = view.client;
  const isUntimed = view.store.value.facts.value.ended === 0;
  const open = useSignal(false);
  const line = useRef<HTMLButtonElement>(null);
  const size = row.count ?? 1;
  const whole = row.times?.length ?? 1;
  useEffect(() => {
    if (whole > 1 && (open.value || size < whole)) eventRows.fetchParts(row.n, whole);
  }, [open.value, size, whole]);
  useLayoutEffect(() => {
    if (revealed.value !== row.n) return;
    revealed.value = -1;
    line.current!.scrollIntoView({ block: "center" });
    line.current!.focus({ preventScroll: true });
  }, [revealed.value]);
  const toggle = () => {
    open.value = !open.value;
    if (open.value && whole === 1) eventRows.fetchJson(row.n);
  };
  return (
    <li class="agw-event" data-event-kind={row.kind} data-event={row.n} data-entry={row.entry}>
      <div class="agw-event-head">
        <button type="button" class="agw-event-line" ref={line} aria-expanded={open} onClick={toggle}>
          <span class="agw-event-number">{eventNumbers(row)}</span>
          <time>{isUntimed ? "" : seconds(row.t)}</time>
          <span class="agw-kind-mark">{strings.eventKind[row.kind]}</span>
          <code>{row.type}</code>
          {size > 1 && <span class="agw-count">×{size}</span>}
          <span class="agw-event-summary">{row.summary}</span>
        </button>
        <EntryLink row={row} />
      </div>
      {open.value &&
        (whole > 1 ? <Parts row={row} now={now} revealed={revealed} /> : <EventJson n={row.n} />)}
    </li>
  );
}

/** Leads to what the event changed in the transcript. */
function EntryLink({ row }: { row: EventRow }) {
  const view = useView();
  const store = view.store.value;
  store.structureVersion.value;
  if (!row.entry || !store.transcript.entries.has(row.entry)) return null;
  const go = () => {
    view.reveal(row.entry!);
    view.cameFrom.value = row.n;
  };
  return (
    <Button
      icon="handoff"
      class="agw-fold-button"
      action="show-entry"
      aria-label={strings.showEntry}
      title={strings.showEntry}
      onClick={go}
    />
  );
}

/** The events of a row of deltas. */
function Parts({ row, now, revealed }: EventLineProps) {
  const parts = useView().client.eventRows.partsByNumber.value.get(row.n);
  if (!parts) return <p class="agw-muted agw-event-json">{strings.loading}</p>;
  return (
    <ol class="agw-events agw-event-parts">
      {parts
        .filter((part) => part.t <= now)
        .map((part) => (
          <EventLine key={part.n} row={part} now={now} revealed={revealed} />
        ))}
    </ol>
  );
}

function EventJson({ n }: { n: number }) {
  const { jsonByNumber } = useView().client.eventRows;
  const json = jsonByNumber.value.get(n);
  return (
    <div class="agw-event-json" role="group" aria-label={strings.eventJson(n)}>
      {json === undefined ? <p class="agw-muted">{strings.loading}</p> : <JsonText text={json} />}
    </div>
  );
}
