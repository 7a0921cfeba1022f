/** Markdown, code and HTML results, safe to show. */

export { highlight } from "./highlight";
export type { MathModule } from "./formulas";
export { MarkdownView, type MarkdownOptions } from "./view";
export { pageSlices } from "./slices";
