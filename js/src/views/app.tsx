/** The frame of the view: header, tabs and the selected panel, and what belongs to all of them. */

import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { suppressHostShortcuts } from "../host/host-shortcuts";
import { handleKey } from "../host/keys";
import { followTheme } from "../host/theme";
import { tabNamed, TABS } from "../tabs/tabs";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Header } from "./header";
import { Part } from "./part";
import { ResizeHandle } from "./resize-handle";
import { ScrubBar } from "./scrub-bar";
import * as strings from "./strings";
import { panelId, tabId, TabList } from "./tab-list";
import { useView } from "./view-state";

export function App() {
  const view = useView();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.root = root.current;
    const cleanups = [followTheme(root.current!, view.theme), suppressHostShortcuts(root.current!)];
    return () => [...cleanups, () => view.fillWindow.leave()].forEach((cleanup) => cleanup());
  }, []);
  useSignalEffect(() => view.goTo(view.client.instant.value));
  const status = useComputed(() => view.store.value.facts.value.status);
  const agent = useComputed(() => view.store.value.facts.value.agent);
  const replaying = useComputed(() => (view.replay.value ? "true" : undefined));
  return (
    <div
      ref={root}
      class="agw"
      role="group"
      aria-label={strings.view}
      data-status={status}
      data-agent={agent}
      data-seq={view.client.seq}
      data-replaying={replaying}
      onKeyDown={(event) => handleKey(view, root.current!, event)}
    >
      <Header />
      <TabList />
      {view.searching.value && <Part name="search" />}
      {view.replaying.value && <ScrubBar />}
      {view.presenting.value ? <Part name="presenter" /> : <Panel />}
      <Composer />
      {view.keymapOpen.value && <Part name="keymap" props={{ tabs: TABS }} />}
      <Announcer />
      <ResizeHandle root={root} />
    </div>
  );
}

/** The selected tab's panel. The transcript scrolls to its end anew where a replay begins or ends. */
function Panel() {
  const view = useView();
  const tab = view.tab.value;
  const { component: Content } = tabNamed(tab);
  const shows = tab === "transcript" && view.replay.value ? "replay" : "present";
  return (
    <div
      class={`agw-panel agw-panel-${tab}`}
      role="tabpanel"
      id={panelId(view, tab)}
      aria-labelledby={tabId(view, tab)}
    >
      <Content key={`${tab} ${shows}`} />
    </div>
  );
}
