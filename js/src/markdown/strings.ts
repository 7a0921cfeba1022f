/** What the Markdown and JSON views say, in one place. */

export const strings = {
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Not copied",
  code: "code",
  codeIn: (language: string) => `Code, ${language}`,
  showImage: (host: string) => `Show image from ${host}`,
  image: "image",
  imageNotShown: "image not shown",
  footnote: (number: string) => `Footnote ${number}`,
  backToText: "Back to the text",
  taskDone: "Done",
  taskOpen: "To do",
  table: "Table",
  cut: (count: string) => `${count} more characters are not shown.`,
  document: "HTML result",
  showMore: (count: string) => `Show ${count} more`,
  items: (count: number) => (count === 1 ? "1 item" : `${count} items`),
  keys: (count: number) => (count === 1 ? "1 key" : `${count} keys`),
  data: "Data",
};
