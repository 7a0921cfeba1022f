/** TeX to MathML: an entry of its own, which a page loads when a text first has a formula. */

import temml from "temml";
import { mathNode, type MathTree } from "./markdown/math-tree";

const OPTIONS = {
  throwOnError: true,
  trust: false,
  // In em; and how many macros may be expanded, so that no formula can hang the page.
  maxSize: [20, 20] as [number, number],
  maxExpand: 300,
};

/** The MathML of `tex`; throws where it cannot be drawn. */
export function render(tex: string, display: boolean): Node {
  const tree = temml.__renderToMathMLTree(tex, { ...OPTIONS, displayMode: display, macros: {} }) as MathTree;
  return mathNode(tree);
}
