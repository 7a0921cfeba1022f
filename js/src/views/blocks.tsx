/** The blocks of entries within one parent: the run, or a tool call. */

import type { Block } from "../transcript/blocks";
import { laneClass } from "../transcript/lanes";
import { EntryView } from "./entry";
import * as strings from "./strings";
import { ToolTable } from "./tool-table";
import { useView } from "./view-state";

export function Blocks({ parent }: { parent: string | null }) {
  const view = useView();
  const lane = parent === null ? view.laneFilter.value : "";
  const shown = view.store.value.blocks(parent).filter((block) => !lane || block.agent === lane);
  return (
    <>
      {shown.map((block) => (
        <BlockView {...block} key={block.key} id={block.key} ids={JSON.stringify(block.ids)} />
      ))}
    </>
  );
}

interface BlockProps extends Omit<Block, "key" | "ids" | "afterUser"> {
  id: string;
  /** As JSON, for a recording's ids may be any text: a block is drawn anew only when it gained a call. */
  ids: string;
}

export function BlockView({ id, kind, ids, agent, startsSpeaker }: BlockProps) {
  const store = useView().store.value;
  const isUser = startsSpeaker && store.entry(id).value.kind === "user";
  return (
    <div
      class={`agw-block ${laneClass(store.lanes.value, agent)}`}
      data-starts-speaker={startsSpeaker || undefined}
    >
      {startsSpeaker && <div class="agw-speaker">{isUser ? strings.you : agent || strings.theAgent}</div>}
      {kind === "tools" ? <ToolTable ids={ids} /> : <EntryView id={id} />}
    </div>
  );
}
