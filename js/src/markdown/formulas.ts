/** Formulas: their TeX is shown until the library that draws it has been loaded, and where it cannot. */

import { element } from "../dom/element";
import { OPEN_FORMULA, type MathToken } from "./formula-syntax";
import { LateModule } from "./late-module";

/** Draws TeX as MathML; throws where the TeX cannot be drawn. */
export interface MathModule {
  render(tex: string, display: boolean): Node;
}

const MAX_TEX = 5_000;

export class Formulas {
  #root: HTMLElement;
  #library: LateModule<MathModule>;

  constructor(root: HTMLElement, load: (() => Promise<MathModule>) | undefined) {
    this.#root = root;
    this.#library = new LateModule(load, (module) => this.#arrived(module));
  }

  node({ text, display }: MathToken): HTMLElement {
    const open = text.includes(OPEN_FORMULA);
    const tex = open ? text.slice(0, text.indexOf(OPEN_FORMULA)) : text;
    const name = `agw-math${display ? " agw-math-block" : ""}${open ? " agw-math-open" : " agw-math-tex"}`;
    const source = element("code", { class: "agw-tex" }, tex);
    const node = element("span", { class: name, dir: "ltr", "data-tex": tex }, source);
    if (open) return node;
    if (this.#library.current) draw(node, this.#library.current);
    else this.#library.ask(); // until then, and without it, the source is readable
    return node;
  }

  #arrived(module: MathModule): void {
    for (const node of this.#root.querySelectorAll<HTMLElement>(".agw-math-tex")) draw(node, module);
  }
}

function draw(node: HTMLElement, module: MathModule): void {
  const tex = node.dataset["tex"] ?? "";
  if (tex.length > MAX_TEX) return;
  try {
    node.replaceChildren(module.render(tex, node.classList.contains("agw-math-block")));
    node.classList.remove("agw-math-tex");
  } catch {
    // Not TeX that can be drawn: its source stays.
  }
}
