/** The only voice for screen readers: start, handoff, approval needed, and how it ended. */

import { effect, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import * as strings from "./strings";
import type { Transcript } from "../transcript/schema";
import { useView } from "./view-state";

export function Announcer() {
  const store = useView().store;
  const said = useSignal("");
  useEffect(() => {
    let before = glance(store.board.transcript);
    return effect(() => {
      store.seq.value;
      const now = glance(store.board.transcript);
      said.value = news(before, now) ?? said.peek();
      before = now;
    });
  }, []);
  return (
    <div class="agw-unseen" role="status" aria-live="polite">
      {said}
    </div>
  );
}

interface Glance {
  status: string;
  agent: string;
  began: boolean;
  handoffs: number;
  lastHandoff: { source: string; target: string } | undefined;
  awaiting: string | undefined;
}

function glance({ facts, entries }: Transcript): Glance {
  let [handoffs, lastHandoff, awaiting]: [number, Glance["lastHandoff"], string | undefined] = [
    0,
    undefined,
    undefined,
  ];
  let began = false; // what the user asked is there before the view is
  for (const entry of entries.values()) {
    began ||= entry.kind !== "user";
    if (entry.kind === "handoff" && entry.state === "done") [handoffs, lastHandoff] = [handoffs + 1, entry];
    if (entry.state === "awaiting_approval") awaiting ??= entry.tool;
  }
  return {
    status: facts.status,
    agent: facts.agent,
    began,
    handoffs,
    lastHandoff,
    awaiting,
  };
}

function news(before: Glance, now: Glance): string | null {
  if (now.status !== before.status && now.status === "done") return strings.announceDone;
  if (now.status !== before.status && now.status === "failed") return strings.announceFailed;
  if (now.status !== before.status && now.status === "cancelled") return strings.announceCancelled;
  if (now.awaiting && now.awaiting !== before.awaiting) return strings.announceApproval(now.awaiting);
  if (now.handoffs > before.handoffs) {
    return strings.announceHandoff(now.lastHandoff!.source, now.lastHandoff!.target);
  }
  if (now.began && !before.began) return strings.announceStart(now.agent);
  return null;
}
