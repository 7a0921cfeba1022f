/** The parts of the view that load when somebody opens them. */

export { ArgumentForm } from "./argument-form";
export { BudgetCard } from "./budget-card";
export { Display } from "./display";
export { EventsTab } from "./events-tab";
export { Keymap } from "./keymap";
export { NameIt } from "./name-it";
export { Revision } from "./revision";
export { ScrubBar } from "./scrub-bar";
export { TimelineTab } from "./timeline-tab";
export { ToolsTab } from "./tools-tab";
export { UsageTab } from "./usage-tab";
