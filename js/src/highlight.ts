/** The colours of code: an entry of its own, which a page loads when it first shows code of a language. */

export { highlighter } from "./highlight/highlight";
