/** Rows as they were drawn: one of which nothing has changed is not drawn again. */

import type { VNode } from "preact";
import type { Column } from "./columns";
import type { Item } from "./items";
import { Row } from "./row";
import type { GridView } from "./view";

export class DrawnRows {
  readonly #view: GridView;
  /** Those in sight by the key of their item, with what they were drawn of. */
  #rows = new Map<string, { facts: unknown[]; node: VNode }>();

  constructor(view: GridView) {
    this.#view = view;
  }

  /** The rows of these items as they are now, of which the first is at a place in the list. */
  rows(items: readonly Item[], first: number, columns: Column[]): VNode[] {
    const before = this.#rows;
    this.#rows = new Map();
    return items.map((item, at) => this.#row(item, first + at, columns, before.get(item.key)));
  }

  #row(item: Item, at: number, columns: Column[], before?: { facts: unknown[]; node: VNode }): VNode {
    const view = this.#view;
    const { key } = item;
    const agents = view.runsOf(item);
    const open = view.open.get(key);
    const isCurrent = key === view.current;
    const facts = [at, isCurrent, columns.length, ...this.#facts(item), ...agents.flat()];
    const drawn =
      before && isSame(before.facts, facts)
        ? before
        : { facts, node: <Row key={key} {...{ view, item, at, agents, columns, open, isCurrent }} /> };
    this.#rows.set(key, drawn);
    return drawn.node;
  }

  /** What a row shows beside its runs, such as what is open in it. */
  #facts({ key }: Item): unknown[] {
    const { open, layout, question, client, language } = this.#view;
    const run = open.get(key);
    const { width } = layout;
    const { live } = client.connection;
    return [run, run?.note, run?.number, width, question.scorer, live.value, language];
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
