/** A quiet remark about the run. */

import type { EntryProps } from "./entry";
import { Icon } from "./icons";

export function NoticeEntry({ entry }: EntryProps) {
  return (
    <p class="agw-aside">
      <Icon name="info" />
      {entry.text}
    </p>
  );
}
