/** What a tool returned: as the notebook would show it, and as the model read it. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { size } from "../format";
import { htmlFrame } from "../markdown/frame";
import { MarkdownView } from "../markdown/index";
import { strings } from "../strings";
import type { Entry } from "../transcript";
import { useView } from "../view";
import { JsonText } from "./json-text";

type Bundle = Record<string, string>;

export function Result({ entry }: { entry: Entry }) {
  const { results } = useView().store;
  const whole = results.byId.value.get(entry.id);
  const display = whole?.display ?? entry.display;
  const text = whole?.text ?? entry.output;
  const shown = display && <Display bundle={display} />;
  const isCut = whole?.text === undefined && entry.output_size !== null;
  return (
    <>
      {shown}
      {text && (shown ? <AsModelSaw text={text} /> : <PlainResult text={text} />)}
      {isCut && <LoadAll entry={entry} />}
    </>
  );
}

/** The richest form of the bundle that this view can draw; null when it knows none. */
function Display({ bundle }: { bundle: Bundle }) {
  const html = bundle["text/html"];
  if (html !== undefined) return <Html html={html} />;
  const image = imageSource(bundle);
  if (image)
    return <img class="agw-image-result" src={image} alt={bundle["text/plain"] ?? strings.imageResult} />;
  const markdown = bundle["text/markdown"];
  if (markdown !== undefined) return <Markdown text={markdown} />;
  const json = bundle["application/json"];
  if (json !== undefined) return <JsonText text={json} />;
  const plain = bundle["text/plain"];
  return plain === undefined ? null : <PlainResult text={plain} />;
}

function imageSource(bundle: Bundle): string | null {
  const svg = bundle["image/svg+xml"];
  // Drawn as an image, an SVG runs no script and loads nothing.
  if (svg !== undefined) return `data:image/svg+xml,${encodeURIComponent(svg)}`;
  for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const data = bundle[type];
    if (data !== undefined) return `data:${type};base64,${data.replace(/[^\w+/=]/g, "")}`;
  }
  return null;
}

function Html({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => host.current!.replaceChildren(htmlFrame(html)), [html]);
  return <div class="agw-html" ref={host} />;
}

function Markdown({ text }: { text: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = new MarkdownView(host.current!);
    view.set(text);
    view.finish();
    return () => view.destroy();
  }, [text]);
  return <div class="agw-text" ref={host} dir="auto" />;
}

function PlainResult({ text }: { text: string }) {
  if (/^\s*[[{]/.test(text) && isJson(text)) return <JsonText text={text} />;
  return (
    <pre class="agw-pre" tabIndex={0} aria-label={strings.result} role="group">
      {text}
    </pre>
  );
}

function AsModelSaw({ text }: { text: string }) {
  return (
    <details class="agw-fold">
      <summary>{strings.asModelSaw}</summary>
      <PlainResult text={text} />
    </details>
  );
}

function LoadAll({ entry }: { entry: Entry }) {
  const view = useView();
  return (
    <p class="agw-cut">
      {strings.headOf(size(entry.output.length), size(entry.output_size!))}
      {view.store.link.live.value && (
        <button
          type="button"
          class="agw-link"
          data-action="load-all"
          onClick={() => view.store.results.fetch(entry.id)}
        >
          {strings.loadAll}
        </button>
      )}
    </p>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
