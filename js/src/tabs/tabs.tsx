/**
 * The tabs of the view, in order: what the list, the panel, the keys and the type of their names come from.
 */

import type { FunctionComponent } from "preact";
import { Part } from "../views/part";
import * as strings from "../views/strings";
import { EventsTab } from "./events-tab";
import { TranscriptTab } from "./transcript-tab";

interface Tab {
  id: string;
  /** In the language of the page. */
  title: () => string;
  /** The key that selects it. */
  key: string;
  component: FunctionComponent;
}

export const TABS = [
  { id: "transcript", title: () => strings.transcriptTab, key: "1", component: TranscriptTab },
  { id: "tools", title: () => strings.toolsTab, key: "2", component: () => <Part name="tools" /> },
  { id: "timeline", title: () => strings.timelineTab, key: "3", component: () => <Part name="timeline" /> },
  { id: "events", title: () => strings.eventsTab, key: "4", component: EventsTab },
  { id: "usage", title: () => strings.usageTab, key: "5", component: () => <Part name="usage" /> },
] as const satisfies Tab[];

export type TabName = (typeof TABS)[number]["id"];

export function tabNamed(name: TabName): Tab {
  return TABS.find((tab) => tab.id === name)!;
}
