/** Markdown, code and HTML results, safe to show. */

export { highlight } from "../highlight/highlight";
export type { MathModule } from "./formulas";
export { MarkdownView, type MarkdownOptions } from "./markdown-view";
export { pageSlices } from "./task-scheduler";
