/** Rows as they were drawn: one of which nothing has changed is not drawn again. */

import type { VNode } from "preact";
import type { Column } from "./columns";
import type { Item } from "./items";
import { Row } from "./row";
import type { GridView } from "./view";

export class DrawnRows {
  readonly #view: GridView;
  /** By the key of their item, with what they were drawn of. */
  readonly #rows = new Map<string, { facts: unknown[]; node: VNode }>();

  constructor(view: GridView) {
    this.#view = view;
  }

  clear(): void {
    this.#rows.clear();
  }

  /** A row as it is now. */
  row(item: Item, at: number, columns: Column[]): VNode {
    const view = this.#view;
    const { key } = item;
    const agents = view.runsOf(item);
    const open = view.open.get(key);
    const isCurrent = key === view.current;
    const facts = [at, isCurrent, columns.length, ...this.#facts(item), ...agents.flat()];
    const before = this.#rows.get(key);
    if (before && isSame(before.facts, facts)) return before.node;
    const node = <Row key={key} {...{ view, item, at, agents, columns, open, isCurrent }} />;
    this.#rows.set(key, { facts, node });
    return node;
  }

  /** What a row shows beside its runs: what is open in it, and the time of one that is at work. */
  #facts({ key }: Item): unknown[] {
    const { open, layout, question, client } = this.#view;
    const run = open.get(key);
    const { width } = layout;
    const { live } = client.connection;
    return [run, run?.note, run?.number, width, question.scorer, live.value];
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
