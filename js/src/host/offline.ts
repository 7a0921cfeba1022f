/** The view in an exported page, without Python: the run is a tape that the page carries. */

import { RunClient, type OfflineFiles } from "../kernel/run-client";
import type { TapeHeader, TapeRow } from "../transcript/tape";
import { mount } from "./mount";

export interface OfflineRun {
  rows: TapeRow[];
  header?: TapeHeader;
  /** Sources of the modules that would come from Python: `math`, and the views of tools. */
  libraries?: Record<string, string>;
  /** The Markdown of the run, and its report with a mark in the place of the static transcript. */
  exports?: { markdown: string; report: string };
}

/** Stands in a report where the static transcript goes. */
const ARTICLE_MARK = "<!--article-->";

/**
 * Show a recorded run in `element`, in place of the static transcript there, which is what is printed. Returns
 * how to unmount it.
 */
export function mountOffline(element: HTMLElement, run: OfflineRun): () => void {
  const client = new RunClient(null, run.libraries);
  for (const row of run.rows) client.onMessage(row);
  const article = document.createElement("main");
  article.append(...element.childNodes);
  client.files = filesOf(run, article);
  const cleanups = [mount(element, client), printInstead(element, article)];
  return () => cleanups.forEach((cleanup) => cleanup());
}

function filesOf({ rows, header, exports }: OfflineRun, article: HTMLElement): OfflineFiles {
  const files: OfflineFiles = {
    jsonl: () => [header, ...rows].map((line) => `${JSON.stringify(line)}\n`).join(""),
  };
  if (!exports) return files;
  const report = () => exports.report.replace(ARTICLE_MARK, () => article.innerHTML);
  return { report, markdown: () => exports.markdown, ...files };
}

/** The view scrolls and folds: paper gets the whole transcript. */
function printInstead(element: HTMLElement, article: HTMLElement): () => void {
  const media = matchMedia("print");
  const before = () => {
    element.style.display = "none";
    element.after(article);
  };
  const after = () => {
    element.style.display = "";
    article.remove();
  };
  const change = () => (media.matches ? before() : after());
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  media.addEventListener("change", change);
  return () => {
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    media.removeEventListener("change", change);
  };
}
