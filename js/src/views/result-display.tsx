/** A result in the richest of its MIME types, as the notebook would show it. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { MarkdownView } from "../markdown/markdown-view";
import type { Entry } from "../transcript/schema";
import { CUSTOM_VIEW_TYPE, CustomView } from "./custom-view";
import { htmlFrame } from "./html-frame";
import { JsonText } from "./json-text";
import { PlainResult } from "./plain-result";
import { TABLE_TYPE, TableResult } from "./table-result";
import * as strings from "./strings";
import { useView } from "./view-state";

type Bundle = Record<string, string>;

/** The user's own view of the result, or the richest form of the bundle that this view can draw. */
export function Display({ bundle, entry }: { bundle: Bundle; entry: Entry }) {
  const data = bundle[CUSTOM_VIEW_TYPE];
  const forms = <Forms bundle={bundle} entry={entry} />;
  if (data === undefined) return forms;
  const isAll = Object.keys(bundle).length === 1;
  return (
    <CustomView data={data} entry={entry}>
      {isAll ? <PlainResult text={entry.output} /> : forms}
    </CustomView>
  );
}

function Forms({ bundle, entry }: { bundle: Bundle; entry: Entry }) {
  const table = bundle[TABLE_TYPE];
  if (table === undefined) return <PageForms bundle={bundle} />;
  const hasOther = bundle["text/html"] !== undefined;
  return (
    <>
      <Picture bundle={bundle} />
      <TableResult json={table} id={entry.id}>
        {hasOther ? <PageForms bundle={bundle} /> : <PlainResult text={entry.output || entry.text} />}
      </TableResult>
    </>
  );
}

/** The forms that need no library. */
function PageForms({ bundle }: { bundle: Bundle }) {
  const html = bundle["text/html"];
  if (html !== undefined) return <Html html={html} />;
  if (imageSource(bundle)) return <Picture bundle={bundle} />;
  const markdown = bundle["text/markdown"];
  if (markdown !== undefined) return <Markdown text={markdown} />;
  const json = bundle["application/json"];
  if (json !== undefined) return <JsonText text={json} />;
  const plain = bundle["text/plain"];
  return plain === undefined ? null : <PlainResult text={plain} />;
}

/** The image of a bundle: what a tool returned, or what it displayed beside a table. */
function Picture({ bundle }: { bundle: Bundle }) {
  const image = imageSource(bundle);
  if (!image) return null;
  return <img class="agw-image-result" src={image} alt={bundle["text/plain"] ?? strings.imageResult} />;
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

/** Tables as a notebook draws them; the frame inherits nothing from the page. */
const FRAME_STYLE =
  "table{border:0;border-collapse:collapse;font-size:12.5px}" +
  "th,td{padding:.35em .7em;border:0;text-align:right}thead tr{border-bottom:1px solid}" +
  "tbody tr:nth-child(odd){background:#8881}p{margin:.5em 0}" +
  // A wide frame scrolls: its words would be set below each other, a row as high as a page.
  ".dataframe :is(th,td){max-width:30em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}";

const LINE = 28;
const MARGIN = 32;
const HIGHEST = 420;

function Html({ html }: { html: string }) {
  const theme = useView().theme.value;
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const style = `<style>:root{color-scheme:${theme}}${FRAME_STYLE}</style>`;
    const frame = htmlFrame(style + html);
    const rows = html.match(/<(tr|p)\b/gi)?.length;
    if (rows) frame.style.height = `${Math.min(HIGHEST, rows * LINE + MARGIN)}px`;
    host.current!.replaceChildren(frame);
  }, [html, theme]);
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
  return <div class="agw-text" ref={host} dir="ltr" />;
}
