/**
 * All tests share one page, its modules and a clock that stands still; each leaves the page as it found it.
 */

import { beforeEach, onTestFinished, vi } from "vitest";
import { Libraries } from "../src/kernel/libraries";
import EventList from "../src/tabs/event-list";
import TimelineTab from "../src/tabs/timeline-tab";
import ToolsTab from "../src/tabs/tools-tab";
import UsageTab from "../src/tabs/usage-tab";
import type { PartModule } from "../src/views/part";
import Form from "../src/views/form";
import EntryMenu from "../src/views/entry-menu";
import ExportMenu from "../src/views/export-menu";
import Keymap from "../src/views/keymap";
import Presenter from "../src/views/presenter";
import Search from "../src/views/search";
import { useWords } from "../src/words/translation";

/** The parts of the view that have files of their own in the bundle. */
const PARTS: Record<string, PartModule> = {
  events: { default: () => EventList },
  form: { default: () => Form },
  keymap: { default: () => Keymap },
  presenter: { default: () => Presenter },
  search: { default: () => Search },
  "entry-menu": { default: () => EntryMenu },
  "export-menu": { default: () => ExportMenu },
  timeline: { default: () => TimelineTab },
  tools: { default: () => ToolsTab },
  usage: { default: () => UsageTab },
};
const { load } = Libraries.prototype;

beforeEach(() => {
  vi.spyOn(Libraries.prototype, "load").mockImplementation(function (this: Libraries, name) {
    return (name in PARTS ? Promise.resolve(PARTS[name]) : load.call(this, name)) as Promise<never>;
  });
  vi.useFakeTimers();
  // Registered first, so called last: what a test mounted is gone by then.
  onTestFinished(async () => {
    // An effect that still waits for its frame would keep those of the next test waiting.
    if (vi.getTimerCount() > 0) await vi.advanceTimersByTimeAsync(40);
    vi.useRealTimers();
    vi.restoreAllMocks();
    useWords({ default: undefined as never }); // English ones: outside of the bundle no word is replaced
    getSelection()!.removeAllRanges();
    document.head.replaceChildren();
    document.body.replaceChildren();
  });
});
