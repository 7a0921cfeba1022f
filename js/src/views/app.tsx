/** The frame: header, tabs, the chosen tab, and what belongs to all of them. */

import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { EventsTab } from "../tabs/events-tab";
import { Keymap } from "./keymap";
import { ScrubBar } from "./scrub-bar";
import { TimelineTab } from "../tabs/timeline-tab";
import { ToolsTab } from "../tabs/tools-tab";
import { UsageTab } from "../tabs/usage-tab";
import * as strings from "./strings";
import { followTheme } from "../host/theme";
import { useView, type TabName } from "./view-state";
import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Grip } from "./resize-handle";
import { Header } from "./header";
import { claimKeys, pressed } from "../host/keys";
import { Tabs, panelId, tabId } from "./tab-list";
import { TranscriptTab } from "../tabs/transcript-tab";

const PANELS = { tools: ToolsTab, timeline: TimelineTab, events: EventsTab, usage: UsageTab };

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
  const Panel = tab === "transcript" ? null : PANELS[tab];
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
      {view.replaying.value && <ScrubBar />}
      <div
        class={`agw-panel agw-panel-${tab}`}
        role="tabpanel"
        id={panelId(view, tab)}
        aria-labelledby={tabId(view, tab)}
      >
        {Panel ? <Panel key={tab} /> : <TranscriptTab key={replaying.value} />}
      </div>
      <Composer />
      {view.keymap.value && <Keymap view={view} />}
      <Announcer />
      <Grip root={root} />
    </div>
  );
}
