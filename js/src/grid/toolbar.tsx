/** Which rows are shown: filters, the search, the matrix, and sorting again. */

import { Button } from "../views/button";
import { count } from "../views/format";
import { Choice, Choices } from "./choice";
import { FILTERS } from "./items";
import * as strings from "./strings";
import type { GridView } from "./view";

export function toolbar(view: GridView) {
  const { filter, query } = view.question;
  const { agents, epochs } = view.store;
  const canDiffer = agents.length > 1 || epochs > 1;
  return (
    <div class="agw-grid-tools">
      <Choices label={strings.filters}>
        {FILTERS.filter((each) => canDiffer || each !== "differ").map((each) => (
          <Choice
            key={each}
            isChosen={each === filter}
            action="filter"
            data-filter={each}
            title={each === "differ" ? strings.differHint : undefined}
            onClick={() => view.ask({ filter: each })}
          >
            {strings.filter[each]}
            <span class="agw-count">{count(view.counts[each])}</span>
          </Choice>
        ))}
      </Choices>
      <input
        type="search"
        class="agw-grid-search"
        aria-label={strings.search}
        placeholder={strings.search}
        spellcheck={false}
        value={query}
        onInput={(event) => view.ask({ query: event.currentTarget.value })}
      />
      <span class="agw-space" />
      {view.moved > 0 && (
        <Button icon="retry" action="sort-again" title={strings.movedHint} onClick={() => view.sort()}>
          {strings.moved(count(view.moved))}
        </Button>
      )}
      {agents.length > 1 && modeSwitch(view)}
    </div>
  );
}

function modeSwitch(view: GridView) {
  const { mode } = view.question;
  return (
    <Choices>
      {(["list", "matrix"] as const).map((each) => (
        <Choice
          key={each}
          isChosen={each === mode}
          action="mode"
          data-mode={each}
          title={each === "matrix" ? strings.matrixHint : undefined}
          onClick={() => each !== mode && view.ask({ mode: each })}
        >
          {strings.mode[each]}
        </Choice>
      ))}
    </Choices>
  );
}
