/** The events tab: the stream as it came, a line for each event and its JSON on demand. */

import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EventKind, EventRow } from "../kernel/messages";
import { Button } from "../views/button";
import { count, duration } from "../views/format";
import { JsonText } from "../views/json-text";
import * as strings from "../views/strings";
import { useView } from "../views/view-state";

const KINDS: EventKind[] = ["raw", "item", "agent", "other"];
const PAGE = 500;

export function EventsTab() {
  const view = useView();
  const { eventRows, connection } = view.client;
  const hidden = useSignal<ReadonlySet<EventKind>>(new Set());
  const query = useSignal("");
  const limit = useSignal(PAGE);
  useEffect(() => eventRows.subscribe(), []);
  if (connection.unreachable.value && eventRows.rows.value.length === 0)
    return <p class="agw-empty">{strings.eventsOffline}</p>;
  const now = view.replaying.value ? view.store.value.now.value : Infinity;
  const chosen = eventRows.rows.value.filter(
    (row) => row.t <= now && matches(row, hidden.value, query.value),
  );
  const shown = chosen.slice(-limit.value);
  return (
    <div class="agw-page" tabIndex={0} role="group" aria-label={strings.eventsTab}>
      <div class="agw-filters">
        {KINDS.map((kind) => (
          <KindToggle key={kind} kind={kind} hidden={hidden} />
        ))}
        <input
          type="search"
          class="agw-search"
          aria-label={strings.eventFilter}
          placeholder={strings.eventFilter}
          value={query}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
        <span class="agw-muted">{strings.eventCount(total(shown), count(eventRows.total.value))}</span>
      </div>
      {chosen.length > shown.length && (
        <Button class="agw-link" onClick={() => (limit.value += PAGE)}>
          {strings.showEarlier(count(chosen.length - shown.length))}
        </Button>
      )}
      {chosen.length === 0 && <p class="agw-empty">{strings.noEvents}</p>}
      <ol class="agw-events">
        {shown.map((row) => (
          <EventLine key={row.n} row={row} />
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

function EventLine({ row }: { row: EventRow }) {
  const { eventRows } = useView().client;
  const open = useSignal(false);
  const toggle = () => {
    open.value = !open.value;
    if (open.value) eventRows.fetchJson(row.n);
  };
  return (
    <li class="agw-event" data-event-kind={row.kind}>
      <button type="button" class="agw-event-line" aria-expanded={open} onClick={toggle}>
        <time>{duration(row.t)}</time>
        <span class="agw-kind-mark">{strings.eventKind[row.kind]}</span>
        <code>{row.type}</code>
        {(row.count ?? 1) > 1 && <span class="agw-count">×{row.count}</span>}
        <span class="agw-event-summary">{row.summary}</span>
      </button>
      {open.value && <EventJson n={row.n} />}
    </li>
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

function matches(row: EventRow, hidden: ReadonlySet<EventKind>, query: string): boolean {
  if (hidden.has(row.kind)) return false;
  const text = `${row.type} ${row.summary}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function total(rows: EventRow[]): string {
  return count(rows.reduce((sum, row) => sum + (row.count ?? 1), 0));
}
