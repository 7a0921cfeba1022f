/** Visible text in components: what preact draws hides and reorders nothing, as in dom/visible-text.ts. */

import { Fragment, options, type VNode } from "preact";
import { visibleText } from "./visible-text";

const SHOWN = ["title", "aria-label", "aria-valuetext", "placeholder"];

/** From now on nothing that components draw hides or reorders text; values and data stay as they are. */
export function drawVisibleText(): void {
  const next = options.vnode;
  options.vnode = (vnode) => {
    if (typeof vnode.type === "string" || vnode.type === Fragment) makeVisible(vnode as VNode<Props>);
    next?.(vnode);
  };
}

type Props = Record<string, unknown>;

function makeVisible({ props }: VNode<Props>): void {
  props.children = visible(props.children) as typeof props.children;
  for (const name of SHOWN) if (name in props) props[name] = visible(props[name]);
}

function visible(value: unknown): unknown {
  if (typeof value === "string") return visibleText(value);
  return Array.isArray(value) ? value.map(visible) : value;
}
