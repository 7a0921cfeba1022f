/** The entry for anywidget of a grid: a file of its own, which draws rows and opens runs in them. */

import { render } from "preact";
import { followLanguage } from "../host/language";
import { addMissingPage } from "../host/missing-page";
import { hideSavedPage, updateSavedPage } from "../host/saved-page";
import { bringStyle } from "../host/shadow-style";
import type { Model } from "../index";
import { otherWords } from "../words/translation";
import { Announcer } from "./announcer";
import { app } from "./app";
import { GridClient } from "./client";
import "./styles/index.css";
import type { GridMessage, GridSnapshot } from "./messages";
import { translate } from "./strings";
import { GridView } from "./view";

/** One client per model, however many views; the host calls this function once per model. */
export default function widget() {
  let client: GridClient | undefined;
  let close = () => {};

  function initialize({ model }: { model: Model }) {
    const run = String(model.get("run") ?? "");
    const made = new GridClient((message) => model.send(message), model.widget_manager, run);
    client = made;
    const load = () => made.loadSnapshot(model.get("snapshot") as GridSnapshot | null);
    const listeners = Object.entries({
      "msg:custom": (message: GridMessage) => made.onMessage(message),
      comm_live_update: () => made.onDisconnect(),
      "change:snapshot": load,
    });
    for (const [event, listener] of listeners) model.on(event, listener);
    load();
    const stopUpdating = updateSavedPage(model.widget_manager, made.page);
    close = () => {
      stopUpdating();
      for (const [event, listener] of listeners) model.off(event, listener);
      made.close();
    };
    return () => close();
  }

  function renderView({ model, el }: { model: Model; el: HTMLElement }) {
    if (!client) initialize({ model });
    const language = model.get("language");
    if (language) el.lang = String(language);
    const { page, connection } = client!;
    const unmount = mount(el, client!);
    const showSavedPage = hideSavedPage(el, page.run);
    const stopAdding = addMissingPage(model.widget_manager, page);
    connection.hello();
    return () => {
      stopAdding();
      showSavedPage();
      unmount();
    };
  }

  return { initialize, render: renderView };
}

/** Show a grid in `place`. Returns how to take it away. */
function mount(place: HTMLElement, client: GridClient): () => void {
  place.classList.add("agw-place");
  const announcer = new Announcer();
  const view: GridView = new GridView(client, () => {
    if (client.store.total > 0) render(app(view, announcer), place);
  });
  view.draw();
  const stopStyle = bringStyle(place);
  void followLanguage(place, client.libraries).then((isOther) => {
    if (isOther) {
      translate(otherWords()!);
      view.language = "other"; // drawn anew
    }
    view.update();
  });
  return () => {
    stopStyle();
    view.destroy();
    render(null, place);
  };
}
