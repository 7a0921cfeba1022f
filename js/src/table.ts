/** Tables: an entry of its own, which a page loads when a table is first opened. */

export { translate } from "./table/strings";
export { drawTable } from "./table/table-view";
