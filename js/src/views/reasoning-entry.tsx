/** The entry of reasoning: collapsed, with its duration. */

import type { Entry } from "../transcript/schema";
import { timeTaken } from "../transcript/times";
import { Button } from "./button";
import type { EntryProps } from "./entry-kinds";
import { duration } from "./format";
import { Icon, Spinner } from "./icons";
import { StreamedText } from "./streamed-text";
import * as strings from "./strings";
import { useView } from "./view-state";

export function ReasoningEntry({ entry }: EntryProps) {
  const expanded = useView().expanded(entry.id);
  const open = expanded.value ?? false;
  return (
    <div class="agw-reasoning-fold" data-open={open || undefined}>
      <Button class="agw-fold-button" aria-expanded={open} onClick={() => (expanded.value = !open)}>
        {entry.state === "streaming" ? <Spinner /> : <Icon name="chevron" />}
        {title(entry)}
      </Button>
      {open && <StreamedText entry={entry} />}
    </div>
  );
}

function title(entry: Entry): string {
  if (entry.state === "streaming") return strings.thinking;
  const time = timeTaken(entry);
  return time === null ? strings.thought : strings.thoughtFor(duration(time));
}
