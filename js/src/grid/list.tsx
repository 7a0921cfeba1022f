/** The list: a head, and of its rows those that are in sight. */

import { columnsOf, type Column } from "./columns";
import * as strings from "./strings";
import type { GridView } from "./view";

export function list(view: GridView) {
  const { items, layout, store, isMatrix } = view;
  const columns = columnsOf(view);
  const [first, last] = layout.range();
  const holdByPointer = () => view.hold("pointer", true);
  const current = view.placeOf(view.current);
  const isCurrentDrawn = current !== undefined && current >= first && current < last;
  return (
    <div
      class={`agw-grid-list ${layout.isFolded ? "agw-folded" : ""} ${isMatrix ? "agw-matrix" : ""}`}
      style={{ "--agw-columns": columns.map(({ width }) => width).join(" ") }}
      ref={layout.setList}
      role="grid"
      tabIndex={0}
      aria-label={strings.rows}
      aria-rowcount={items.length + 1}
      aria-activedescendant={isCurrentDrawn ? view.idOf(view.current) : undefined}
      onScroll={() => view.update()}
      onPointerMove={holdByPointer}
      onWheel={holdByPointer}
      onPointerLeave={() => view.hold("pointer", false)}
      onFocusIn={() => view.hold("focus", true)}
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null;
        if (!event.currentTarget.contains(to)) view.hold("focus", false);
      }}
    >
      <Head columns={columns} />
      {items.length === 0 && store.total > 0 && <p class="agw-empty">{strings.noRows}</p>}
      <div role="presentation" style={{ height: `${layout.top(first)}px` }} />
      {view.drawn.rows(items.slice(first, last), first, columns)}
      <div role="presentation" style={{ height: `${layout.total - layout.top(last)}px` }} />
    </div>
  );
}

/** The titles of the columns; where these fold, it is there for screen readers alone. */
function Head({ columns }: { columns: Column[] }) {
  return (
    <div class="agw-grid-head" role="row" aria-rowindex={1}>
      {columns.map(({ name, title, isNarrow }) => (
        <div
          key={name}
          role="columnheader"
          class={`agw-cell agw-cell-${name.replace(/-.*/, "")} ${laneOf(name)}`}
          title={title}
        >
          {isNarrow ? <span class="agw-unseen">{title}</span> : title}
        </div>
      ))}
    </div>
  );
}

function laneOf(name: string): string {
  const at = /^agent-(\d+)$/.exec(name)?.[1];
  return at === undefined ? "" : `agw-lane-${Number(at) % 8} agw-who`;
}
