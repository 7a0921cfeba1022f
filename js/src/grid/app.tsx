/** The frame of a grid's view. */

import { Announcer } from "./announcer";
import { header } from "./header";
import { headlines } from "./headlines";
import { handleKey } from "./keys";
import { list } from "./list";
import * as strings from "./strings";
import { toolbar } from "./toolbar";
import type { GridView } from "./view";

/**
 * The whole view as it is now. What is drawn of the view alone is a plain function, no component: signals let a
 * component be drawn anew only where its properties changed.
 */
export function app(view: GridView, announcer: Announcer) {
  const { store } = view;
  return (
    <div
      key={view.language}
      ref={view.setRoot}
      class="agw agw-grid"
      role="group"
      aria-label={strings.grid}
      data-grid={store.facts.status}
      data-seq={store.seq}
      data-rows={view.items.length}
      onKeyDown={(event) => handleKey(view, event)}
    >
      {header(view)}
      {headlines(view)}
      {toolbar(view)}
      {list(view)}
      <div class="agw-unseen" role="status" aria-live="polite">
        {announcer.say(view)}
      </div>
    </div>
  );
}
