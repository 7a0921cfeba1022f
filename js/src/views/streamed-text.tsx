/** Text that grows: pieces go straight into the Markdown view, past the component. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { TranscriptStore } from "../transcript/store";
import { jsonTree } from "../json/json-tree";
import type { MathModule } from "../markdown/formulas";
import { MarkdownView } from "../markdown/markdown-view";
import { pageScheduler } from "../markdown/task-scheduler";
import type { Entry } from "../transcript/schema";
import { useView, type ViewState } from "./view-state";

interface Sink {
  append(text: string): void;
  set(text: string): void;
  finish(): void;
  destroy(): void;
}

export function StreamedText({ entry }: { entry: Entry }) {
  const view = useView();
  const store = view.store.value;
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<Shown | null>(null);
  useLayoutEffect(() => {
    const sink = entry.format === "json" ? jsonSink(host.current!) : markdownSink(host.current!, view);
    const text = (shown.current = new Shown(sink));
    text.show(store.text(entry.id));
    const stop = store.onText(entry.id, (delta) => text.append(delta));
    return () => {
      stop();
      sink.destroy();
    };
  }, [store, entry.id, entry.format]);
  useEffect(() => shown.current!.update(store, entry), [entry]);
  // Each block finds its own direction. To find one for all, a browser would read them again for each letter.
  return <div class="agw-text" ref={host} dir="ltr" />;
}

/** What a sink shows so far, so that a changed row costs only its difference. */
class Shown {
  #text = "";
  #finished = false;

  constructor(readonly sink: Sink) {}

  append(delta: string): void {
    this.#text += delta;
    this.#finished = false;
    this.sink.append(delta);
  }

  show(text: string): void {
    if (text === this.#text) return;
    if (!this.#finished && text.startsWith(this.#text)) return this.append(text.slice(this.#text.length));
    this.#text = text;
    this.#finished = false;
    this.sink.set(text);
  }

  update(store: TranscriptStore, entry: Entry): void {
    this.show(store.text(entry.id));
    if (entry.state === "streaming" || this.#finished) return;
    this.#finished = true;
    this.sink.finish();
  }
}

function markdownSink(host: HTMLElement, view: ViewState): Sink {
  return new MarkdownView(host, {
    copy: true,
    scheduler: pageScheduler,
    loadMath: () => view.client.libraries.load<MathModule>("math"),
  });
}

function jsonSink(host: HTMLElement): Sink {
  const tree = jsonTree(host, "", { partial: true });
  return { append: tree.append, set: tree.set, finish: () => {}, destroy: tree.destroy };
}
