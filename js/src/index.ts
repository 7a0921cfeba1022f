/** The entry for anywidget: wiring, nothing else. */

import type { Instant, Message, Snapshot } from "./kernel/messages";
import { mount } from "./host/mount";
import { hideSavedCopy, keepSavedCopy } from "./host/saved-page";
import { Store } from "./kernel/run-client";
import "./styles/index.css";

export { mountOffline } from "./host/offline";

/** What a host gives a widget of its Python half. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  /** The host's own, which is another thing in each. */
  widget_manager?: unknown;
  on(event: string, callback: (...given: never[]) => void): void;
  off(event: string, callback: (...given: never[]) => void): void;
}

/** One store per model, however many views; the host calls this function once per model. */
export default function widget() {
  let store: Store | undefined;
  let close = () => {};

  function initialize({ model }: { model: Model }) {
    const made = (store = new Store((message) => model.send(message)));
    const message = (content: Message) => made.receive(content);
    const snapshot = () => made.load(model.get("snapshot") as Snapshot | null);
    const instant = () => (made.instant.value = model.get("instant") as Instant | undefined);
    const cut = () => made.link.cut();
    model.on("msg:custom", message);
    model.on("comm_live_update", cut);
    model.on("change:snapshot", snapshot);
    model.on("change:instant", instant);
    snapshot();
    instant();
    const settle = keepSavedCopy(model.widget_manager, made, runOf(model));
    close = () => {
      settle();
      model.off("msg:custom", message);
      model.off("comm_live_update", cut);
      model.off("change:snapshot", snapshot);
      model.off("change:instant", instant);
      made.close();
    };
    return () => close();
  }

  function render({ model, el }: { model: Model; el: HTMLElement }) {
    if (!store) initialize({ model });
    const unmount = mount(el, store!, (model.get("suggestions") as string[] | undefined) ?? []);
    const show = hideSavedCopy(el, runOf(model));
    store!.link.greet();
    return () => {
      show();
      unmount();
    };
  }

  return { initialize, render };
}

/** The id that ties a widget to its page in the saved notebook. */
function runOf(model: Model): string {
  return String(model.get("run") ?? "");
}
