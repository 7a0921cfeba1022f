/** The list of keyboard shortcuts that `?` shows: a part, loaded when it is first asked for. */

import { useLayoutEffect, useRef } from "preact/hooks";
import * as strings from "./strings";
import { useView } from "./view-state";

export interface KeymapProps {
  /** The tabs, each with the key that selects it. */
  tabs: readonly { key: string; title: () => string }[];
}

export default function Keymap({ tabs }: KeymapProps) {
  const view = useView();
  const close = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => close.current?.focus(), []);
  return (
    <div class="agw-keymap" role="dialog" aria-label={strings.keys}>
      <dl>
        {keyMeanings(tabs).map(([key, meaning]) => (
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

function keyMeanings(tabs: KeymapProps["tabs"]): [key: string, meaning: string][] {
  const tabKeys = `${tabs[0]!.key} … ${tabs.at(-1)!.key}`;
  const tabTitles = tabs.map(({ title }) => title()).join(", ");
  return [["?", strings.keysHelp], [tabKeys, tabTitles], ...strings.keyMap];
}
