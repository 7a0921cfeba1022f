/** The words of Markdown, JSON and tables in Japanese. */

import type { Words } from "../words";

export const markdown: Words["markdown"] = {
  copy: "コピー",
  copied: "コピーしました",
  copyFailed: "コピーできません",
  code: "コード",
  codeIn: (language) => `コード、${language}`,
  showImage: (host) => `${host} の画像を表示`,
  image: "画像",
  imageNotShown: "画像は表示されていません",
  footnote: (number) => `脚注 ${number}`,
  backToText: "本文に戻る",
  taskDone: "完了",
  taskOpen: "未完了",
  table: "表",
  rowsFrom: (first) => `表、${first} 行目から`,
  cut: (count) => `残り ${count} 文字は表示されていません。`,
};

export const json: Words["json"] = {
  cut: (count) => `残り ${count} 文字は表示されていません。`,
  showMore: (count) => `さらに ${count} 件を表示`,
  items: (count) => `${count} 件`,
};

export const table: Words["table"] = {
  table: "表",
  filter: "行を絞り込む",
  sortBy: (name) => `${name} で並べ替え`,
  copyCsv: "CSV をコピー",
  copyMarkdown: "Markdown をコピー",
  copied: "コピーしました",
  copiedRows: (rows) => `${rows} 行をコピーしました`,
  copyFailed: "コピーできません",
  noRows: "行がありません",
  noMatch: "このテキストを含む行はありません",
  rows: (count) => `${count} 行`,
  range: (first, last, count) => `${count} 行中 ${first}–${last}`,
  matching: (count, total) => `${total} 行中 ${count} 行`,
  head: (count, total) =>
    `${total} 行のうち最初の ${count} 行です。残りはカーネルにあり、今は取得できません。`,
  back: "前の行",
  on: "次の行",
  waiting: "…",
};
