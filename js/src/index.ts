/** The entry for anywidget: it wires a widget's model to a client, and a client to its views. */

import { addMissingPage } from "./host/missing-page";
import { mount } from "./host/mount";
import { renderersOf } from "./kernel/host-renderers";
import type { WidgetManager } from "./host/notebook-outputs";
import { hideSavedPage, updateSavedPage } from "./host/saved-page";
import type { Instant, Message } from "./kernel/messages";
import { RunClient } from "./kernel/run-client";
import "./styles/index.css";
import type { Snapshot } from "./transcript/tape";

export { mountOffline } from "./host/offline";
export { shared } from "./shared";

/** The model that a host gives: the page's end of a widget in Python. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  /** The host's own; each host has another. */
  widget_manager?: unknown;
  on(event: string, callback: (...args: never[]) => void): void;
  off(event: string, callback: (...args: never[]) => void): void;
}

/** One client per model, however many views; the host calls this function once per model. */
export default function widget() {
  let client: RunClient | undefined;
  let close = () => {};

  function initialize({ model }: { model: Model }) {
    const made = new RunClient((message) => model.send(message));
    made.run = String(model.get("run") ?? "");
    made.notebook = () => (model.widget_manager as WidgetManager | undefined)?.context?.path ?? "";
    made.renderers = renderersOf(model.widget_manager);
    client = made;
    const onMessage = (message: Message) => made.onMessage(message);
    const onDisconnect = () => made.connection.onDisconnect();
    const loadSnapshot = () => made.loadSnapshot(model.get("snapshot") as Snapshot | null);
    const loadInstant = () => (made.instant.value = model.get("instant") as Instant | undefined);
    model.on("msg:custom", onMessage);
    model.on("comm_live_update", onDisconnect);
    model.on("change:snapshot", loadSnapshot);
    model.on("change:instant", loadInstant);
    loadSnapshot();
    loadInstant();
    const stopUpdating = updateSavedPage(model.widget_manager, made);
    close = () => {
      stopUpdating();
      model.off("msg:custom", onMessage);
      model.off("comm_live_update", onDisconnect);
      model.off("change:snapshot", loadSnapshot);
      model.off("change:instant", loadInstant);
      made.close();
    };
    return () => close();
  }

  function render({ model, el }: { model: Model; el: HTMLElement }) {
    if (!client) initialize({ model });
    const language = model.get("language");
    if (language) el.lang = String(language);
    const unmount = mount(el, client!, (model.get("suggestions") as string[] | undefined) ?? []);
    const showSavedPage = hideSavedPage(el, client!.run);
    const stopAdding = addMissingPage(model.widget_manager, client!);
    client!.connection.hello();
    return () => {
      stopAdding();
      showSavedPage();
      unmount();
    };
  }

  return { initialize, render };
}
