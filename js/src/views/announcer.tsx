/**
 * The live region for screen readers: it announces start, handoff, approval needed, and how the run ended.
 */

import { effect, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Entry, RunStatus, Transcript } from "../transcript/schema";
import * as strings from "./strings";
import { useView } from "./view-state";

export function Announcer() {
  const client = useView().client;
  const announced = useSignal("");
  useEffect(() => {
    let before = summaryOf(client.store.transcript);
    return effect(() => {
      client.seq.value;
      const now = summaryOf(client.store.transcript);
      announced.value = announcement(before, now) ?? announced.peek();
      before = now;
    });
  }, []);
  return (
    <div class="agw-unseen" role="status" aria-live="polite">
      {announced}
    </div>
  );
}

/** What of a transcript is announced when it changes. */
interface Summary {
  status: RunStatus;
  agent: string;
  hasBegun: boolean;
  handoffs: Entry[];
  awaitingApproval: Entry | undefined;
  asking: Entry | undefined;
}

function summaryOf({ facts, entries }: Transcript): Summary {
  const all = [...entries.values()];
  return {
    status: facts.status,
    agent: facts.agent,
    hasBegun: all.some((entry) => entry.kind !== "user"), // the user's question is there before the view is
    handoffs: all.filter((entry) => entry.kind === "handoff" && entry.state === "done"),
    awaitingApproval: all.find((entry) => entry.state === "awaiting_approval"),
    asking: all.find((entry) => entry.question !== null),
  };
}

/** What is announced of a run that comes to a status; null: nothing. */
function announcedStatus(status: RunStatus): string | null {
  switch (status) {
    case "done":
      return strings.announceDone;
    case "failed":
      return strings.announceFailed;
    case "cancelled":
      return strings.announceCancelled;
    default:
      return null;
  }
}

/** What changed, in a sentence; null where nothing did that is announced. */
function announcement(before: Summary, now: Summary): string | null {
  const ended = now.status === before.status ? null : announcedStatus(now.status);
  if (ended) return ended;
  const { awaitingApproval, asking, handoffs } = now;
  const asks = awaitingApproval && awaitingApproval.tool !== before.awaitingApproval?.tool;
  if (asks) return strings.announceApproval(awaitingApproval.tool);
  if (asking && asking.id !== before.asking?.id) return strings.announceQuestion(asking.tool);
  if (handoffs.length > before.handoffs.length) {
    const { source, target } = handoffs.at(-1)!;
    return strings.announceHandoff(source, target);
  }
  return now.hasBegun && !before.hasBegun ? strings.announceStart(now.agent) : null;
}
