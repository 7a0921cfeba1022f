/**
 * Entries grouped into the blocks of the page: tool calls of one agent that follow each other share a table.
 *
 * The twin of the grouping that Python's saved page and Markdown have; tests/vectors holds both to the same
 * answers.
 */

import { ENTRY_KINDS, type Entry } from "./schema";

export type BlockKind = "entry" | "tools";

export interface Block {
  /** Stable while the block grows: the id of its first entry. */
  key: string;
  kind: BlockKind;
  ids: string[];
  agent: string;
  /** Whether the speaker changes here, so that the block names who speaks. */
  startsSpeaker: boolean;
  /** Whether the user spoke last: then an agent without a name starts to speak, too. */
  afterUser: boolean;
}

/** The blocks of each parent: null is the run itself, else the id of a tool call. */
export function groupEntries(entries: ReadonlyMap<string, Entry>): Map<string | null, Block[]> {
  const idByCall = new Map<string, string>();
  const blocks = new Map<string | null, Block[]>();
  for (const entry of entries.values()) {
    if (entry.call_id) idByCall.set(entry.call_id, entry.id);
    const parent = entry.parent === null ? null : (idByCall.get(entry.parent) ?? entry.parent);
    const siblings = blocks.get(parent) ?? [];
    if (!blocks.has(parent)) blocks.set(parent, siblings);
    addEntry(siblings, entry);
  }
  return blocks;
}

/** Add an entry to the last block if that is the same agent's table of calls, else as a block of its own. */
function addEntry(blocks: Block[], entry: Entry): void {
  const last = blocks.at(-1);
  const isCall = entry.kind === "tool_call";
  if (isCall && last?.kind === "tools" && last.agent === entry.agent) {
    last.ids.push(entry.id);
    return;
  }
  const agent = speakerOf(entry, last);
  const speaks = isSpeech(entry);
  const isUser = entry.kind === "user";
  const isOther = last?.agent !== agent || last.afterUser;
  blocks.push({
    key: entry.id,
    kind: isCall ? "tools" : "entry",
    ids: [entry.id],
    agent,
    startsSpeaker: isUser || (speaks && isOther),
    afterUser: isUser || (!speaks && (last?.afterUser ?? false)),
  });
}

/**
 * The agent whose block this is; "" after the user spoke, and what no agent says stays with the speaker
 * before.
 */
function speakerOf(entry: Entry, last: Block | undefined): string {
  if (entry.kind === "user") return "";
  return isSpeech(entry) ? entry.agent : (last?.agent ?? "");
}

/** Whether an agent says or does it; a kind of a newer Python that this page does not know is neither. */
function isSpeech(entry: Entry): boolean {
  return ENTRY_KINDS[entry.kind]?.isSpeech ?? false;
}
