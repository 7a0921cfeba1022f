/** The list of keys that `?` shows. */

import { useEffect, useRef } from "preact/hooks";
import type { View } from "./view-state";
import * as words from "../tabs/strings";

export function Keymap({ view }: { view: View }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  return (
    <div class="agw-keymap" role="dialog" aria-label={words.keys}>
      <dl>
        {words.keyMap.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="agw-button" ref={close} onClick={() => (view.keymap.value = false)}>
        {words.keysClose}
      </button>
    </div>
  );
}
