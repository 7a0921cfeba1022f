/** The tabs, as one stop of the keyboard: arrows move between them. */

import { useRef } from "preact/hooks";
import * as strings from "./strings";
import { ReplayButton } from "./replay-button";
import { useView, type TabName, type View } from "./view-state";

export const TABS: TabName[] = ["transcript", "tools", "timeline", "events", "usage"];

export const tabId = (view: View, tab: TabName) => `${view.prefix}-tab-${tab}`;
export const panelId = (view: View, tab: TabName) => `${view.prefix}-panel-${tab}`;

export function Tabs() {
  const view = useView();
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const to = destination(event.key, TABS.indexOf(view.tab.value));
    if (to === null) return;
    event.preventDefault();
    view.show(TABS[to]!);
    list.current!.querySelectorAll<HTMLElement>("[role=tab]")[to]!.focus();
  };
  return (
    <div class="agw-tabs">
      <div class="agw-tablist" role="tablist" aria-label={strings.tabs} ref={list} onKeyDown={go}>
        {TABS.map((tab) => (
          <Tab key={tab} tab={tab} />
        ))}
      </div>
      <span class="agw-space" />
      <ReplayButton />
    </div>
  );
}

function Tab({ tab }: { tab: TabName }) {
  const view = useView();
  const selected = view.tab.value === tab;
  return (
    <button
      type="button"
      role="tab"
      class="agw-tab"
      id={tabId(view, tab)}
      aria-selected={selected}
      aria-controls={selected ? panelId(view, tab) : undefined}
      tabIndex={selected ? 0 : -1}
      onClick={() => view.show(tab)}
    >
      {strings.tabNames[tab]}
      {tab === "tools" && <ToolCount />}
    </button>
  );
}

function ToolCount() {
  const board = useView().board.value;
  board.shape.value;
  let calls = 0;
  for (const entry of board.transcript.entries.values()) if (entry.kind === "tool_call") calls++;
  return calls > 0 ? <span class="agw-count">{calls}</span> : null;
}

function destination(key: string, from: number): number | null {
  const last = TABS.length - 1;
  if (key === "ArrowRight") return from === last ? 0 : from + 1;
  if (key === "ArrowLeft") return from === 0 ? last : from - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  return null;
}
