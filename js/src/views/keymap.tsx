/** The list of keyboard shortcuts that `?` shows. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { TABS } from "../tabs/tabs";
import * as strings from "./strings";
import type { ViewState } from "./view-state";

export function Keymap({ view }: { view: ViewState }) {
  const close = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => close.current?.focus(), []);
  return (
    <div class="agw-keymap" role="dialog" aria-label={strings.keys}>
      <dl>
        {keyMeanings().map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="agw-button" ref={close} onClick={() => (view.keymapOpen.value = false)}>
        {strings.keysClose}
      </button>
    </div>
  );
}

function keyMeanings(): [key: string, meaning: string][] {
  const tabKeys = `${TABS[0].key} … ${TABS.at(-1)!.key}`;
  const tabTitles = TABS.map(({ title }) => title()).join(", ");
  return [["?", strings.keysHelp], [tabKeys, tabTitles], ...strings.keyMap];
}
