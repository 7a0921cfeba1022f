/** Every text of the Markdown view, in one place. */

export const copy = "Copy";
export const copied = "Copied";
export const copyFailed = "Not copied";
export const code = "code";
export const codeIn = (language: string) => `Code, ${language}`;
export const showImage = (host: string) => `Show image from ${host}`;
export const image = "image";
export const imageNotShown = "image not shown";
export const footnote = (number: string) => `Footnote ${number}`;
export const backToText = "Back to the text";
export const taskDone = "Done";
export const taskOpen = "To do";
export const table = "Table";
export const rowsFrom = (first: number) => `Table, from row ${first}`;
export const cut = (count: string) => `${count} more characters are not shown.`;

/** Put others in the place of the words above; build.mjs writes the body, since a bundle has no names. */
export function translate(_words: unknown[]): void {}
