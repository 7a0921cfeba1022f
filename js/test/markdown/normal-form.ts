/** The normal form of HTML: what a specification's example and what we show must have in common. */

const BLOCKS = "blockquote|h[1-6]|hr|li|note|ol|p|pre|table|td|th|tr|ul";
const SPACE_AT_BLOCK = new RegExp(`[ \\n]*(</?(?:${BLOCKS}|br)(?: [^>]*)?>)[ \\n]*`, "g");
const IS_BLOCK = new RegExp(`^(?:${BLOCKS})$`);
const EMPTY = new Set(["br", "hr"]);
/** Elements that mean nothing by themselves. */
const TRANSPARENT = new Set(["div", "span", "section", "thead", "tbody"]);
const ALLOWED_ADDRESS = /^(?:https?:\/\/|mailto:)\S/i;

/**
 * `html` without what may differ: space that nobody sees, titles and addresses that are filtered, and which
 * items of a list have paragraphs.
 */
export function normalForm(html: string): string {
  const root = document.createElement("div");
  root.innerHTML = html;
  return inside(root)
    .replace(/[ \t\n]+/g, " ")
    .replace(SPACE_AT_BLOCK, "$1")
    .trim();
}

function inside(parent: Element): string {
  return [...parent.childNodes].map(node).join("");
}

function node(each: Node): string {
  if (each.nodeType === Node.TEXT_NODE) return escaped(each.textContent ?? "");
  return each instanceof HTMLElement ? element(each) : "";
}

function element(each: HTMLElement): string {
  const name = each.localName;
  if (EMPTY.has(name)) return `<${name}>`;
  if (each.className === "footnote-ref") return `<mark>${each.textContent}</mark>`;
  if (each.className === "footnote-backref") return "";
  if (each.className === "footnotes")
    return [...each.querySelectorAll(":scope > ol > li")].map(note).join("");
  if (TRANSPARENT.has(name)) return inside(each);
  if (name === "a") return link(each);
  if (name === "img") return `<image>${escaped(each.getAttribute("alt") ?? "")}</image>`;
  if (name === "input") return each.hasAttribute("checked") ? "[x]" : "[ ]";
  if (name === "pre") return code(each);
  if (name === "li") return item(each);
  const attribute = each.getAttribute("start") ?? each.getAttribute("align");
  return `<${name}${attribute ? ` ${attribute}` : ""}>${inside(each)}</${name}>`;
}

function link(each: HTMLElement): string {
  const href = each.getAttribute("href") ?? "";
  return ALLOWED_ADDRESS.test(href) ? `<a ${escaped(address(href))}>${inside(each)}</a>` : inside(each);
}

function address(href: string): string {
  return new URL(href).href.replace(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

function code(each: HTMLElement): string {
  const language = /language-(\S+)/.exec(each.querySelector("code")?.className ?? "")?.[1] ?? "";
  const text = escaped((each.textContent ?? "").replace(/\n$/, ""));
  const visible = text.replace(/[ \t\n]/g, (space) => ({ " ": "␣", "\t": "⇥" })[space] ?? "⏎");
  return `<pre ${language.toLowerCase()}>${visible}</pre>`;
}

function item(each: HTMLElement): string {
  return `<li>${paragraphs(each)}</li>`;
}

function note(each: Element): string {
  return `<note>${paragraphs(each)}</note>`;
}

/** The content of an item, whose text stands in paragraphs whether they are written or not. */
function paragraphs(each: Element): string {
  let content = "";
  let run = "";
  for (const child of each.childNodes) {
    const isBlock = child instanceof HTMLElement && IS_BLOCK.test(child.localName);
    if (!isBlock) run += node(child);
    else if (child.localName === "p") {
      content += `<p>${run}${inside(child)}</p>`;
      run = "";
    } else {
      content += paragraph(run) + node(child);
      run = "";
    }
  }
  return content + paragraph(run);
}

function paragraph(run: string): string {
  return run.trim() ? `<p>${run}</p>` : "";
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;" })[char] ?? "&gt;");
}
