/** How entries group on the page: calls of tools that follow each other share one table. */

import type { Entry } from "./schema";

export interface Block {
  /** Stable while the block grows: the id of its first entry. */
  key: string;
  kind: "entry" | "tools";
  ids: string[];
  agent: string;
  /** Whether the speaker changes here, so that the block says who speaks. */
  opens: boolean;
}

/** The blocks of each parent: `null` is the run itself, else the id of a tool call. */
export function blocksOf(entries: ReadonlyMap<string, Entry>): Map<string | null, Block[]> {
  const byCall = new Map<string, string>();
  const blocks = new Map<string | null, Block[]>();
  for (const entry of entries.values()) {
    if (entry.call_id) byCall.set(entry.call_id, entry.id);
    const parent = entry.parent === null ? null : (byCall.get(entry.parent) ?? entry.parent);
    const list = blocks.get(parent) ?? [];
    if (!blocks.has(parent)) blocks.set(parent, list);
    place(list, entry);
  }
  return blocks;
}

/** How a handoff begins: as a call of a tool with the name that handoffs have, until it is known for one. */
const HANDING_OVER = /^transfer_to_/;
const SPEAKING = new Set(["message", "reasoning", "tool_call"]);

function place(list: Block[], entry: Entry): void {
  const last = list.at(-1);
  const handsOver = entry.state === "streaming" && HANDING_OVER.test(entry.tool);
  const isCall = entry.kind === "tool_call" && !handsOver;
  if (isCall && last?.kind === "tools" && last.agent === entry.agent) {
    last.ids.push(entry.id);
    return;
  }
  const speaks = SPEAKING.has(entry.kind) && !handsOver;
  const agent = speaks ? entry.agent : entry.kind === "user" ? "" : (last?.agent ?? "");
  const opens = entry.kind === "user" || (speaks && last?.agent !== agent);
  list.push({ key: entry.id, kind: isCall ? "tools" : "entry", ids: [entry.id], agent, opens });
}
