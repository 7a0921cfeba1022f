/**
 * The page that a saved notebook shows in place of the view: hidden beside a live view, and kept up to date.
 *
 * Python writes it: `section.agw-static` with `data-run` and `data-status`.
 */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Connection } from "../kernel/connection";
import type { MimeBundle } from "../kernel/messages";
import { dictionary } from "../transcript/dictionary";
import type { RunStatus } from "../transcript/schema";
import { outputsOf, type WidgetManager } from "./notebook-outputs";

/** How a run stands, or a grid. */
type Status = RunStatus | "stopped";
/**
 * Python rewrites the page by itself, but where the notebook was loaded anew it cannot: wait for that first.
 */
const WAIT_FOR_PYTHON_MS = 2000;
/** While the run works, Python rewrites it every few seconds, a long one within a minute. */
const LOOK_MS = 60_000;
const HAS_ENDED: Record<Status, boolean> = dictionary({
  running: false,
  waiting: false,
  done: true,
  failed: true,
  cancelled: true,
  stopped: true,
});

/** What a page is of: a run, or a grid of runs. */
export interface PageSource {
  readonly run: string;
  readonly connection: Connection;
  readonly seq: ReadonlySignal<number>;
  readonly store: { readonly facts: ReadonlySignal<{ status: Status }> };
  /** The page as Python last sent it for this notebook. */
  readonly savedPage: ReadonlySignal<MimeBundle | null>;
}

/** Hide the saved page of a run wherever the host put it. Returns how to show it again. */
export function hideSavedPage(element: HTMLElement, run: string): () => void {
  const page = `.agw-static[data-run="${run}"]`;
  // By its parent: to look for any descendant, a browser would search each view again whenever it grows.
  const area = `.jp-OutputArea-child:has(>.jp-OutputArea-output>${page})`;
  const styles = styleHomes(element).map((home) => home.appendChild(document.createElement("style")));
  for (const style of styles) style.textContent = `${page},${area}{display:none!important}`;
  return () => styles.forEach((style) => style.remove());
}

/**
 * Where a style must stand to hold for the whole page: its head, and each shadow root that `element` is in.
 */
function styleHomes(element: Element): Node[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [root, ...styleHomes(root.host)] : [document.head];
}

/** Write the state of a run or a grid now and then, and its end, where a notebook holds an older one. Returns how to stop. */
export function updateSavedPage(manager: unknown, client: PageSource): () => void {
  const unfinished = () => [...unfinishedPages(manager as WidgetManager | undefined, client.run)];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askForPage = () => {
    if (unfinished().length > 0) client.connection.send({ type: "saved" });
  };
  const stopAsking = effect(() => {
    clearTimeout(timer);
    const ended = HAS_ENDED[client.store.facts.value.status] && client.connection.live.value;
    if (ended) timer = setTimeout(askForPage, WAIT_FOR_PYTHON_MS);
  });
  let seen = "";
  let seenSeq = 0;
  const timerOfLooks = setInterval(() => {
    const { live } = client.connection;
    const written = unfinished().map(({ html }) => html);
    const isStale = written.length > 0 && written.join() === seen && client.seq.value > seenSeq;
    seen = written.join();
    seenSeq = client.seq.value;
    if (isStale && live.value && client.store.facts.value.status === "running") askForPage();
  }, LOOK_MS);
  const stopWriting = effect(() => {
    const data = client.savedPage.value;
    if (!data) return;
    for (const { outputs, index } of unfinished())
      outputs.set(index, { ...outputs.get(index).toJSON(), data });
  });
  return () => {
    stopAsking();
    stopWriting();
    clearTimeout(timer);
    clearInterval(timerOfLooks);
  };
}

/** The outputs of the notebook that hold the page of a run that had not ended. */
function* unfinishedPages(manager: WidgetManager | undefined, run: string) {
  for (const { outputs, index, data } of outputsOf(manager)) {
    const html = data["text/html"];
    if (typeof html === "string" && isUnfinishedPage(html, run)) yield { outputs, index, html };
  }
}

/** Whether `html` is the saved page of `run`, from before that run ended. */
export function isUnfinishedPage(html: string, run: string): boolean {
  // To parse the pages of all runs for each of them would take a notebook of many views for seconds.
  if (!html.includes("agw-static") || !html.includes(run)) return false;
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const page of parsed.querySelectorAll<HTMLElement>("section.agw-static")) {
    const { run: runOfPage, status } = page.dataset;
    if (runOfPage === run && status !== undefined) return !HAS_ENDED[status as Status];
  }
  return false;
}
