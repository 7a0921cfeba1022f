/** What a view shows, written as the specifications write it. */

export function asSpecified(root: Element): string {
  return [...root.childNodes].map(node).join("");
}

function node(each: Node): string {
  if (!(each instanceof HTMLElement)) return escaped(each.textContent ?? "");
  const is = (name: string) => each.classList.contains(name);
  if (is("agw-code")) return code(each);
  if (is("agw-math")) return `<math>${escaped(each.textContent ?? "")}</math>`;
  if (is("agw-image") || is("agw-image-off")) return image(each);
  if (is("agw-note-back") || is("agw-note-number")) return "";
  if (is("agw-notes")) return `<section class="footnotes"><ol>${asSpecified(each)}</ol></section>`;
  if (each.dataset["note"]) return `<sup class="footnote-ref">${each.textContent}</sup>`;
  if (each.localName === "sup" && each.firstElementChild) return asSpecified(each);
  if (is("agw-note")) return `<li>${asSpecified(each)}</li>`;
  if (each.localName === "div" || each.localName === "span") return asSpecified(each);
  const name = is("agw-h") ? `h${/agw-h(\d)/.exec(each.className)?.[1]}` : each.localName;
  const open = `<${name}${attributes(each)}>`;
  if (name === "input") return `${open} `;
  return /^(?:br|hr)$/.test(name) ? open : `${open}${asSpecified(each)}</${name}>`;
}

function attributes(each: HTMLElement): string {
  const align = /agw-(left|center|right)/.exec(each.className)?.[1];
  if (align) return ` align="${align}"`;
  const kept = ["href", "start", "checked"].filter((name) => each.hasAttribute(name));
  return kept.map((name) => ` ${name}="${escaped(each.getAttribute(name) ?? "")}"`).join("");
}

function code(each: Element): string {
  const language = each.querySelector(".agw-code-name")?.textContent ?? "";
  const text = each.querySelector("pre")?.textContent ?? "";
  return `<pre><code class="${language ? `language-${escaped(language)}` : ""}">${escaped(text)}\n</code></pre>`;
}

function image(each: Element): string {
  const [named] = each.querySelectorAll(".agw-image-alt");
  const hidden = /^(?:image|(.*)) \(image not shown\)$/s.exec(each.textContent ?? "");
  return `<img alt="${escaped(named?.textContent ?? hidden?.[1] ?? "")}">`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
