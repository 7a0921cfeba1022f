/** Every text of a table, in one place. */

export const table = "Table";
export const filter = "Filter rows";
export const sortBy = (name: string) => `Sort by ${name}`;
export const copyCsv = "Copy CSV";
export const copyMarkdown = "Copy Markdown";
export const copied = "Copied";
export const copiedRows = (rows: string) => `Copied ${rows} rows`;
export const copyFailed = "Not copied";
export const noRows = "No rows";
export const noMatch = "No row has this text";
export const rows = (count: string) => (count === "1" ? "1 row" : `${count} rows`);
export const range = (first: string, last: string, count: string) => `${first}–${last} of ${count} rows`;
export const matching = (count: string, total: string) => `${count} of ${total} rows`;
export const head = (count: string, total: string) =>
  `The first ${count} of ${total} rows: the others are in the kernel, which is not at hand.`;
export const back = "Rows before";
export const on = "Rows after";
export const waiting = "…";

/** Put others in the place of the words above; build.mjs writes the body, since a bundle has no names. */
export function translate(_words: unknown[]): void {}
