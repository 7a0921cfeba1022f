/** The frame: header, tabs, the chosen tab, and what belongs to all of them. */

import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as strings from "../strings";
import { followTheme } from "../theme";
import { useView, type TabName } from "../view";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Grip } from "./grip";
import { Header } from "./header";
import { claimKeys, pressed } from "./keys";
import { Lazy } from "./lazy";
import { Tabs, panelId, tabId } from "./tabs";
import { TranscriptTab } from "./transcript-tab";

const LAZY = { tools: "ToolsTab", timeline: "TimelineTab", events: "EventsTab", usage: "UsageTab" } as const;

export function App() {
  const view = useView();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.root = root.current;
    const stops = [followTheme(root.current!, view.theme), claimKeys(root.current!)];
    return () => stops.forEach((stop) => stop());
  }, []);
  useSignalEffect(() => view.follow(view.store.instant.value));
  const status = useComputed(() => view.board.value.facts.value.status);
  const agent = useComputed(() => view.board.value.facts.value.agent);
  const replaying = useComputed(() => (view.replay.value ? "true" : undefined));
  const tab: TabName = view.tab.value;
  return (
    <div
      ref={root}
      class="agw"
      role="group"
      aria-label={strings.view}
      data-status={status}
      data-agent={agent}
      data-seq={view.store.seq}
      data-replaying={replaying}
      onKeyDown={(event) => pressed(view, root.current!, event)}
    >
      <Header />
      <Tabs />
      {view.replaying.value && <Lazy name="ScrubBar" />}
      <div
        class={`agw-panel agw-panel-${tab}`}
        role="tabpanel"
        id={panelId(view, tab)}
        aria-labelledby={tabId(view, tab)}
      >
        {tab === "transcript" ? <TranscriptTab key={replaying.value} /> : <Lazy key={tab} name={LAZY[tab]} />}
      </div>
      <Composer />
      {view.keymap.value && <Lazy name="Keymap" view={view} />}
      <Announcer />
      <Grip root={root} />
    </div>
  );
}
