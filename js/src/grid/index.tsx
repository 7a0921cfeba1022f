/** The entry for anywidget of a grid: a file of its own, which draws rows and opens runs in them. */

import { render } from "preact";
import { languageOf } from "../dom/language";
import { hideSavedPage } from "../host/saved-page";
import { bringStyle } from "../host/shadow-style";
import type { Model } from "../index";
import { Announcer } from "./announcer";
import { app } from "./app";
import { GridClient } from "./client";
import "./grid.css";
import type { GridMessage, GridSnapshot } from "./messages";
import { translate } from "./strings";
import { GridView } from "./view";

/** One client per model, however many views; the host calls this function once per model. */
export default function widget() {
  let client: GridClient | undefined;
  let close = () => {};

  function initialize({ model }: { model: Model }) {
    const made = new GridClient((message) => model.send(message), model.widget_manager);
    client = made;
    const onMessage = (message: GridMessage) => made.onMessage(message);
    const onDisconnect = () => made.onDisconnect();
    const load = () => made.loadSnapshot(model.get("snapshot") as GridSnapshot | null);
    model.on("msg:custom", onMessage);
    model.on("comm_live_update", onDisconnect);
    model.on("change:snapshot", load);
    load();
    close = () => {
      model.off("msg:custom", onMessage);
      model.off("comm_live_update", onDisconnect);
      model.off("change:snapshot", load);
      made.close();
    };
    return () => close();
  }

  function renderView({ model, el }: { model: Model; el: HTMLElement }) {
    if (!client) initialize({ model });
    const language = model.get("language");
    if (language) el.lang = String(language);
    const unmount = mount(el, client!);
    const showSavedPage = hideSavedPage(el, String(model.get("run") ?? ""));
    client!.connection.hello();
    return () => {
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
  void wordsFor(place, client).then((isOther) => {
    if (isOther) view.language = "other"; // drawn anew
    view.update();
  });
  return () => {
    stopStyle();
    view.destroy();
    render(null, place);
  };
}

/** Take the words of the language that `place` is in. Gives whether there are any. */
async function wordsFor(place: Element, { libraries }: GridClient): Promise<boolean> {
  const language = languageOf(place).slice(0, 2).toLowerCase();
  if (!language || language === "en") return false;
  try {
    translate((await libraries.load<{ default: unknown[] }>(`words-${language}`)).default);
    return true;
  } catch {
    return false; // there are none, or not in this kernel: English is understood
  }
}
