import { describe, expect, it } from "vitest";
import { jsonTree } from "../../src/json/json-tree";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { render } from "../../src/math";
import { pieces, seeded } from "../random";
import payloads from "../../../tests/hostile/payloads.json";

const HTML = new Set(
  "a blockquote br button code del details div em h3 h4 h5 h6 hr input li ol p pre span strong summary sup table tbody td th thead tr ul".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "aria-label checked class data-note data-note-back data-note-label data-note-text data-src data-tex dir disabled href open rel role scope start tabindex target title type".split(
    " ",
  ),
);
const MATHML = "http://www.w3.org/1998/Math/MathML";

/** What in `root` is not allowed. */
function violations(root: Element): string[] {
  const found = [...root.querySelectorAll("*")]
    .filter((made) => !isAllowed(made))
    .map(({ outerHTML }) => outerHTML);
  const text = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(root.textContent);
  return text ? [...found, JSON.stringify(text[0])] : found;
}

function isAllowed(made: Element): boolean {
  const attributes = [...made.attributes];
  if (made.namespaceURI === MATHML) {
    const isQuiet = attributes.every(({ name }) => !/^(?:on|href|src|id|xlink)/.test(name));
    return isQuiet && !/url|[()\\]/.test(made.getAttribute("style") ?? "");
  }
  if (!HTML.has(made.localName) || !attributes.every(({ name }) => ATTRIBUTES.has(name))) return false;
  if (made.className.split(" ").some((name) => name && !name.startsWith("agw-"))) return false;
  const type = { input: "checkbox", button: "button" }[made.localName];
  if (type) return made.getAttribute("type") === type;
  return made.localName !== "a" || isAllowedLink(made);
}

function isAllowedLink(link: Element): boolean {
  const leads = /^(?:https?:\/\/|mailto:)/.test(link.getAttribute("href") ?? "");
  return (
    leads && link.getAttribute("rel") === "noopener noreferrer" && link.getAttribute("target") === "_blank"
  );
}

async function check(parts: string[]): Promise<void> {
  const el = document.createElement("div");
  const view = new MarkdownView(el, { loadMath: () => Promise.resolve({ render }) });
  const found: string[] = [];
  for (const part of parts) {
    view.append(part);
    found.push(...violations(el));
  }
  view.finish();
  await Promise.resolve();
  expect([...found, ...violations(el)]).toEqual([]);
}

describe("hostile text changes nothing but the text", () => {
  it.each(payloads)("$id", async ({ id, text }) => {
    const random = seeded([...id].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
    await check([text]);
    await check(pieces(random, `before ${text} after\n\n${text}\n\n- ${text}\n`, 7 + text.length / 20));
  });

  it.each(payloads.slice(0, 50))("in JSON: $id", ({ text }) => {
    const el = document.createElement("div");
    jsonTree(el, { [text]: [text] });
    jsonTree(el, text);
    expect(violations(el)).toEqual([]);
  });
});
