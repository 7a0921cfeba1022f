/** The words of Markdown, JSON and tables in German. */

import type { Words } from "../words";

export const markdown: Words["markdown"] = {
  copy: "Kopieren",
  copied: "Kopiert",
  copyFailed: "Nicht kopiert",
  code: "Code",
  codeIn: (language) => `Code, ${language}`,
  showImage: (host) => `Bild von ${host} zeigen`,
  image: "Bild",
  imageNotShown: "Bild nicht gezeigt",
  footnote: (number) => `Fußnote ${number}`,
  backToText: "Zurück zum Text",
  taskDone: "Erledigt",
  taskOpen: "Zu tun",
  table: "Tabelle",
  rowsFrom: (first) => `Tabelle, ab Zeile ${first}`,
  cut: (count) => `${count} weitere Zeichen werden nicht gezeigt.`,
};

export const json: Words["json"] = {
  cut: (count) => `${count} weitere Zeichen werden nicht gezeigt.`,
  showMore: (count) => `${count} mehr zeigen`,
  items: (count) => (count === 1 ? "1 Element" : `${count} Elemente`),
};

export const table: Words["table"] = {
  table: "Tabelle",
  filter: "Zeilen filtern",
  sortBy: (name) => `Nach ${name} sortieren`,
  copyCsv: "CSV kopieren",
  copyMarkdown: "Markdown kopieren",
  copied: "Kopiert",
  copiedRows: (rows) => `${rows} Zeilen kopiert`,
  copyFailed: "Nicht kopiert",
  noRows: "Keine Zeilen",
  noMatch: "Keine Zeile hat diesen Text",
  rows: (count) => (count === "1" ? "1 Zeile" : `${count} Zeilen`),
  range: (first, last, count) => `${first}–${last} von ${count} Zeilen`,
  matching: (count, total) => `${count} von ${total} Zeilen`,
  head: (count, total) =>
    `Die ersten ${count} von ${total} Zeilen: Die anderen sind im Kernel, der nicht erreichbar ist.`,
  back: "Zeilen davor",
  on: "Zeilen danach",
  waiting: "…",
};
