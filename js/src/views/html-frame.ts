/** HTML that a tool returned, in a sandboxed frame that runs no script and makes no request. */

import { element } from "../dom/element";
import * as strings from "./strings";

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/**
 * What makes a browser connect before it asks the policy: hints, and pages in the page. Templates
 * could hide them.
 */
const CONNECTING = "link, meta, base, frameset, frame, iframe, object, embed, template";
const MAX_HTML = 2_000_000;
const MAX_ROUNDS = 5;
const LINE_HEIGHT = 24;
const MIN_HEIGHT = 72;
const MAX_HEIGHT = 420;

/** A sandboxed frame showing `html`; nothing in it runs, loads or leads out of it. */
export function htmlFrame(html: string): HTMLElement {
  const shown = html.slice(0, MAX_HTML);
  const frame = element("iframe", {
    class: "agw-frame",
    sandbox: "",
    title: strings.htmlResult,
    referrerpolicy: "no-referrer",
  });
  frame.srcdoc = page(withoutConnections(shown));
  frame.style.height = `${height(shown)}px`;
  return frame;
}

/** HTML that parses to a page without them: what was text may become an element when parsed again. */
function withoutConnections(html: string): string {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const found = parsed.querySelectorAll(CONNECTING);
    if (!found.length) return html;
    for (const connecting of found) connecting.remove();
    html = parsed.documentElement.innerHTML;
  }
  return `<pre>${html.replace(/[&<]/g, (character) => `&#${character.charCodeAt(0)};`)}</pre>`;
}

// The policy stands before anything of theirs: a second one could only be stricter.
function page(html: string): string {
  const style = "body{margin:8px;font:14px/1.5 system-ui,sans-serif;color-scheme:light dark}";
  return (
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    `<meta http-equiv="x-dns-prefetch-control" content="off">` +
    `<style>${style}</style><base target="_blank">${html}`
  );
}

// No script may measure the content from inside, so its rows and lines give an estimate; it scrolls beyond.
function height(html: string): number {
  const rows = html.match(/<(?:tr|p|li|h\d|div|br|pre)\b|\n/gi)?.length ?? 0;
  const drawn = /<(?:svg|img|canvas)\b/i.test(html) ? MAX_HEIGHT : 0;
  return Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, drawn, (rows + 2) * LINE_HEIGHT));
}
