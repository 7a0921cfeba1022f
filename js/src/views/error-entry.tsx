/** The entry of an error: where the run failed, and what to do about it. */

import type { EntryProps } from "./entry-kinds";
import { Icon } from "./icons";
import * as strings from "./strings";
import { Traceback } from "./traceback";

export function ErrorEntry({ entry }: EntryProps) {
  return (
    <div class="agw-callout" data-tone="bad">
      <Icon name="warning" />
      <div>
        <p class="agw-callout-text">
          {entry.error && <strong>{entry.error}: </strong>}
          {entry.text || strings.error}
        </p>
        {entry.hint && <p>{entry.hint}</p>}
        <Traceback text={entry.traceback} />
      </div>
    </div>
  );
}
