/** DOM morphing: make one tree into another by touching only what differs, so that nothing flickers. */

/** Make `from`, which is on the page, equal to `to`; the node that is then in its place. */
export function morph<T extends Node>(from: T, to: T): T {
  if (from instanceof Text && to instanceof Text) {
    morphText(from, to.data);
    return from;
  }
  if (from instanceof Element && to instanceof Element && sameKind(from, to)) {
    morphAttributes(from, to);
    morphChildren(from, to);
    return from;
  }
  (from as unknown as ChildNode).replaceWith(to);
  return to;
}

// Appending keeps the reader's selection in the text before it.
function morphText(from: Text, text: string): void {
  if (from.data === text) return;
  if (text.startsWith(from.data)) from.appendData(text.slice(from.data.length));
  else from.data = text;
}

function sameKind(from: Element, to: Element): boolean {
  // A drawn formula is one thing: the same, or another.
  if (from.classList.contains("agw-math")) return false;
  return from.nodeName === to.nodeName && from.classList[0] === to.classList[0];
}

function morphAttributes(from: Element, to: Element): void {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphChildren(from: Element, to: Element): void {
  let present = from.firstChild;
  for (const child of [...to.childNodes]) {
    const next: ChildNode | null = present?.nextSibling ?? null;
    if (!present) from.append(child);
    else if (!same(present, child)) morph(present, child);
    present = next;
  }
  while (present) {
    const next: ChildNode | null = present.nextSibling;
    present.remove();
    present = next;
  }
}

function same(present: Node, wanted: Node): boolean {
  if (!(present instanceof HTMLElement) || !(wanted instanceof HTMLElement)) return false;
  if (!present.classList.contains("agw-math") || present.className !== wanted.className) return false;
  return present.dataset["tex"] === wanted.dataset["tex"];
}
