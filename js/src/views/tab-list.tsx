/** The list of tabs: one stop of the Tab key, arrows move within it. */

import { useRef } from "preact/hooks";
import { TABS, type TabName } from "../tabs/tabs";
import { Menu } from "./menu";
import { Part } from "./part";
import { ReplayButton } from "./replay-button";
import * as strings from "./strings";
import { useView, type ViewState } from "./view-state";

export const tabId = (view: ViewState, tab: TabName) => `${view.idPrefix}-tab-${tab}`;
export const panelId = (view: ViewState, tab: TabName) => `${view.idPrefix}-panel-${tab}`;

export function TabList() {
  const view = useView();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const selected = TABS.findIndex((tab) => tab.id === view.tab.value);
    const next = nextTab(event.key, selected);
    if (next === null) return;
    event.preventDefault();
    view.selectTab(TABS[next]!.id);
    list.current!.querySelectorAll<HTMLElement>("[role=tab]")[next]!.focus();
  };
  return (
    <div class="agw-tabs">
      <div class="agw-tablist" role="tablist" aria-label={strings.tabs} ref={list} onKeyDown={onKeyDown}>
        {TABS.map(({ id, title }) => (
          <TabButton key={id} tab={id} title={title()} />
        ))}
      </div>
      <span class="agw-space" />
      <ReplayButton />
      <Menu icon="more" class="agw-view-menu" label={strings.viewMenu} action="view-menu">
        <Part name="export-menu" />
      </Menu>
    </div>
  );
}

function TabButton({ tab, title }: { tab: TabName; title: string }) {
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
      onClick={() => view.selectTab(tab)}
    >
      {title}
      {tab === "tools" && <ToolCount />}
    </button>
  );
}

/** There from the start, with room for two digits: tabs that a reader points at stay where they are. */
function ToolCount() {
  const store = useView().store.value;
  store.structureVersion.value;
  const entries = [...store.transcript.entries.values()];
  const calls = entries.filter((entry) => entry.kind === "tool_call").length;
  return <span class="agw-count">{calls || ""}</span>;
}

/** The tab that a key leads to from the one at `from`; null where the key leads to none. */
function nextTab(key: string, from: number): number | null {
  const count = TABS.length;
  switch (key) {
    case "ArrowRight":
      return (from + 1) % count;
    case "ArrowLeft":
      return (from + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
