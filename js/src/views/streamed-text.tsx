/** Streamed text: deltas go straight into the Markdown view, not through the component. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { jsonTree } from "../json/json-tree";
import type { HighlightModule } from "../markdown/code-colours";
import type { MathModule } from "../markdown/formulas";
import { MarkdownView } from "../markdown/markdown-view";
import { pageScheduler } from "../markdown/task-scheduler";
import type { Entry } from "../transcript/schema";
import type { TranscriptStore } from "../transcript/store";
import { useView, type ViewState } from "./view-state";

/** What shows growing text. */
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
  const writer = useRef<SinkWriter | null>(null);
  useLayoutEffect(() => {
    const sink = entry.format === "json" ? jsonSink(host.current!) : markdownSink(host.current!, view);
    const made = new SinkWriter(sink);
    writer.current = made;
    made.show(store.text(entry.id));
    const stop = store.onText(entry.id, (delta) => made.append(delta));
    return () => {
      stop();
      sink.destroy();
    };
  }, [store, entry.id, entry.format]);
  useEffect(() => writer.current!.update(store, entry), [entry]);
  // Each block finds its own direction. To find one for all, a browser would read them again for each letter.
  return <div class="agw-text" ref={host} dir="ltr" />;
}

/** Writes to a sink what differs from the text that it shows already. */
class SinkWriter {
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
    loadHighlight: () => view.client.libraries.load<HighlightModule>("highlight"),
  });
}

function jsonSink(host: HTMLElement): Sink {
  const tree = jsonTree(host, "", { partial: true });
  return { append: tree.append, set: tree.set, finish: () => {}, destroy: tree.destroy };
}
