/** The entry of a notice; also what stands for a kind that this view does not know. */

import type { EntryProps } from "./entry-kinds";
import { Icon } from "./icons";
import { said } from "../words/translation";

export function NoticeEntry({ entry }: EntryProps) {
  return (
    <p class="agw-aside">
      <Icon name="info" />
      {said(entry.text)}
    </p>
  );
}
