/** The frame: header, tabs, the chosen tab, and what belongs to all of them. */

import { useComputed } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { strings } from "../strings";
import { followTheme } from "../theme";
import { useView, type TabName } from "../view";
import { Announcer } from "./announcer";
import { Grip } from "./grip";
import { Header } from "./header";
import { Tabs, panelId, tabId } from "./tabs";
import { TranscriptTab } from "./transcript-tab";

const PANELS: Record<string, FunctionComponent> = {
  transcript: TranscriptTab,
};

export function App() {
  const view = useView();
  const root = useRef<HTMLElement>(null);
  useEffect(() => followTheme(root.current!), []);
  const status = useComputed(() => view.board.value.facts.value.status);
  const agent = useComputed(() => view.board.value.facts.value.agent);
  const replaying = useComputed(() => (view.scrubber.active.value ? "true" : undefined));
  const tab: TabName = view.tab.value;
  const Panel = PANELS[tab]!;
  return (
    <section
      ref={root}
      class="agw"
      aria-label={strings.view}
      data-status={status}
      data-agent={agent}
      data-seq={view.store.seq}
      data-replaying={replaying}
    >
      <Header />
      <Tabs />
      <div
        class={`agw-panel agw-panel-${tab}`}
        role="tabpanel"
        id={panelId(view, tab)}
        aria-labelledby={tabId(view, tab)}
      >
        <Panel key={`${tab}${replaying.value ?? ""}`} />
      </div>
      <Announcer />
      <Grip root={root} />
    </section>
  );
}
