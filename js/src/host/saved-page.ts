/** The page that stands in for the view in a saved notebook: hidden beside a view, and brought up to date. */

import { effect } from "@preact/signals";
import type { Store } from "../kernel/run-client";

/** The forms of the page by MIME type. */
export type Forms = Record<string, string>;

/** Python rewrites the page by itself, but where the page was loaded anew it cannot: wait for that first. */
const PYTHONS_TURN_MS = 2000;
const ENDED = new Set(["done", "failed", "cancelled"]);

/** What JupyterLab's widget manager lets a widget see of its notebook; other hosts have nothing like it. */
interface Manager {
  context?: { model?: { cells?: Iterable<{ outputs?: Outputs }> } };
}
interface Outputs {
  length: number;
  get(index: number): { data: Record<string, unknown>; toJSON(): object };
  set(index: number, output: object): void;
}

/** Hide the page of a run wherever the host put it. Returns how to show it again. */
export function hideSavedCopy(element: HTMLElement, run: string): () => void {
  const page = `.agw-static[data-run="${run}"]`;
  const styles = homes(element).map((home) => home.appendChild(document.createElement("style")));
  // By its parent: to look for any descendant, a browser would search each view again whenever it grows.
  for (const style of styles)
    style.textContent = `${page},.jp-OutputArea-child:has(>.jp-OutputArea-output>${page}){display:none!important}`;
  return () => styles.forEach((style) => style.remove());
}

/** Where a rule must stand to hold for the whole page: its head, and each shadow root on the way there. */
function homes(element: Element): Node[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [root, ...homes(root.host)] : [document.head];
}

/** Write the end of a run into a notebook that would keep an earlier state of it. Returns how to stop. */
export function keepSavedCopy(manager: unknown, store: Store, run: string): () => void {
  const stale = () => [...places(manager as Manager | undefined, run)];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stops = [
    effect(() => {
      clearTimeout(timer);
      const ended = ENDED.has(store.board.facts.value.status) && store.link.live.value;
      if (!ended) return;
      timer = setTimeout(() => stale().length > 0 && store.link.tell({ type: "saved" }), PYTHONS_TURN_MS);
    }),
    effect(() => {
      const data = store.saved.value;
      if (data) for (const { outputs, at } of stale()) outputs.set(at, { ...outputs.get(at).toJSON(), data });
    }),
    () => clearTimeout(timer),
  ];
  return () => stops.forEach((stop) => stop());
}

/** The outputs of the notebook that hold the page as it was while the run was at work. */
function* places(manager: Manager | undefined, run: string) {
  for (const { outputs } of manager?.context?.model?.cells ?? []) {
    for (let at = 0; outputs && at < outputs.length; at++) {
      const html = outputs.get(at).data["text/html"];
      if (typeof html === "string" && unfinished(html, run)) yield { outputs, at };
    }
  }
}

function unfinished(html: string, run: string): boolean {
  const status = html.match(`data-run="${run}" data-status="([a-z]+)"`)?.[1];
  return status !== undefined && !ENDED.has(status);
}
