/** The attributes by which users' browser tests find an entry: see docs/dom-contract.md. */

import type { Entry } from "../transcript/schema";

export function entryAttributes(entry: Entry) {
  const isHandoff = entry.kind === "handoff";
  return {
    "data-kind": entry.kind,
    "data-id": entry.id,
    "data-agent": entry.agent,
    "data-state": entry.state,
    "data-tool": entry.kind === "tool_call" ? entry.tool : undefined,
    "data-from": isHandoff ? entry.source || entry.agent : undefined,
    "data-to": isHandoff ? entry.target : undefined,
  };
}
