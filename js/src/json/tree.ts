/** The elements of a JSON tree: what is collapsed is not drawn, what is long is cut until it is asked for. */

import { element } from "../dom/element";
import { textNode, visibleText } from "../dom/visible-text";
import { isContainer, type Container, type JsonNode, type Scalar } from "./parser";
import { preview } from "./preview";
import * as strings from "./strings";

const OPEN_DEPTH = 3;
const CHILDREN = 100;
const CHARACTERS = 2_000;

interface Drawn {
  element: HTMLElement;
  update(): void;
}

export class Tree {
  #drawn = new WeakMap<JsonNode, Drawn>();

  /** The element of `node`, drawn for the first time. */
  draw(node: JsonNode, key: string | null = null, depth = 0): HTMLElement {
    const drawn = this.#create(node, key, depth);
    this.#drawn.set(node, drawn);
    drawn.update();
    return drawn.element;
  }

  #create(node: JsonNode, key: string | null, depth: number): Drawn {
    if (!isContainer(node)) return scalar(node, key);
    return depth === 0 ? this.#root(node) : this.#container(node, key, depth);
  }

  /** Draw what changed; what is not on the page waits until it is. */
  update(changed: Iterable<JsonNode>): void {
    for (const node of changed) this.#drawn.get(node)?.update();
  }

  /** The outermost container is always open: its children are all there is to see. */
  #root(node: Container): Drawn {
    const brief = element("span", { class: "agw-json-brief" });
    const body = element("div", { class: "agw-json-body" }, brief);
    const children = this.#children(node, body, 0);
    const update = () => {
      brief.textContent = node.children.length === 0 ? preview(node) : "";
      children.draw();
    };
    return { element: body, update };
  }

  #container(node: Container, key: string | null, depth: number): Drawn {
    const brief = element("span", { class: "agw-json-brief", dir: "auto" });
    const summary = element("summary", { class: "agw-json-head" }, ...named(key), brief);
    const body = element("div", { class: "agw-json-body" });
    const details = element("details", { class: "agw-json-node" }, summary, body);
    details.open = depth < OPEN_DEPTH;
    const children = this.#children(node, body, depth);
    const update = () => {
      brief.textContent = visibleText(preview(node));
      details.classList.toggle("agw-json-empty", node.end !== null && node.children.length === 0);
      if (details.open) children.draw();
    };
    details.addEventListener("toggle", update);
    return { element: details, update };
  }

  #children(node: Container, body: HTMLElement, depth: number): Children {
    return new Children(node, body, (index) => {
      const name = node.kind === "object" ? (node.keys[index] ?? "") : String(index);
      return this.draw(node.children[index] as JsonNode, name, depth + 1);
    });
  }
}

/** The children that are on the page: the first ones, and more when they are asked for. */
class Children {
  #shown = 0;
  #limit = CHILDREN;
  #more: HTMLElement;

  constructor(
    readonly node: Container,
    readonly body: HTMLElement,
    readonly make: (index: number) => HTMLElement,
  ) {
    this.#more = element("button", { type: "button", class: "agw-json-more" });
    this.#more.addEventListener("click", () => {
      this.#limit += CHILDREN * 10;
      this.draw();
    });
  }

  draw(): void {
    const count = this.node.children.length;
    while (this.#shown < Math.min(count, this.#limit)) this.#add(this.make(this.#shown++));
    const hidden = count - this.#shown;
    if (hidden > 0) {
      this.#more.textContent = strings.showMore(hidden.toLocaleString());
      this.body.append(this.#more);
    } else {
      this.#more.remove();
    }
  }

  #add(child: HTMLElement): void {
    if (this.#more.isConnected) this.#more.before(child);
    else this.body.append(child);
  }
}

function scalar(node: Scalar, key: string | null): Drawn {
  const text = textNode("");
  const value = element("span", { class: `agw-json-value agw-json-${node.kind}`, dir: "auto" }, text);
  const row = element("div", { class: "agw-json-row" }, ...named(key), value);
  const more = element("button", { type: "button", class: "agw-json-more" });
  let limit = CHARACTERS;
  let length = 0;
  const update = () => {
    const shown = Math.min(node.text.length, limit);
    if (shown > length) text.appendData(visibleText(node.text.slice(length, shown)));
    length = Math.max(length, shown);
    const hidden = node.text.length - shown;
    if (hidden > 0) more.textContent = strings.showMore(hidden.toLocaleString());
    if (hidden > 0 && !more.isConnected) row.append(more);
    if (hidden === 0) more.remove();
  };
  more.addEventListener("click", () => {
    limit += CHARACTERS * 50;
    update();
  });
  return { element: row, update };
}

function named(key: string | null): Node[] {
  return key === null ? [] : [element("span", { class: "agw-json-key", dir: "auto" }, key)];
}
