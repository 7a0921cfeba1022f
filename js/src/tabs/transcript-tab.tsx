/** The transcript tab: the lanes of the agents, and the entries from top to bottom. */

import { useEffect, useRef } from "preact/hooks";
import { useAutoScroll } from "../views/auto-scroll";
import { Blocks } from "../views/blocks";
import { BudgetCard } from "../views/budget-card";
import { Button } from "../views/button";
import { Spinner } from "../views/icons";
import { LaneRail } from "../views/lane-rail";
import * as strings from "../views/strings";
import { useView } from "../views/view-state";

export function TranscriptTab() {
  const view = useView();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { following, scrollToEnd, stay } = useAutoScroll(scroller, content);
  const target = view.revealTarget.value;
  useEffect(() => {
    if (!target || !reveal(content.current!, target)) return;
    view.revealTarget.value = "";
    stay();
  });
  return (
    <div class="agw-transcript">
      <LaneRail />
      <div
        class="agw-scroller"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={strings.transcriptTab}
      >
        <div class="agw-entries" ref={content}>
          <Blocks parent={null} />
          <Budget />
          <Retry />
          <Pending />
        </div>
      </div>
      <BackToEvent />
      {!following.value && (
        <Button icon="down" class="agw-button agw-latest" action="latest" onClick={scrollToEnd}>
          {strings.latest}
        </Button>
      )}
    </div>
  );
}

/** The way back for who came from the Events tab. */
function BackToEvent() {
  const view = useView();
  const n = view.cameFrom.value;
  if (n === null) return null;
  return (
    <Button
      class="agw-button agw-latest agw-back-to-event"
      action="back-to-event"
      onClick={() => view.showEvent(n)}
    >
      {strings.backToEvent(n)}
    </Button>
  );
}

/** What to expect while nothing is being written. */
function Pending() {
  const view = useView();
  const store = view.store.value;
  const { status, agent } = store.facts.value;
  if (status !== "running") {
    if (!store.isEmpty) return null;
    return <p class="agw-pending agw-empty-run">{view.can("say") ? strings.begin : strings.nothing}</p>;
  }
  const last = store.blocks(null).at(-1);
  const busy = last?.ids.some((id) => ["streaming", "running"].includes(store.entry(id).value.state));
  return (
    <p class="agw-pending" data-busy={busy || undefined}>
      <Spinner />
      {strings.waitingForModel(agent)}
    </p>
  );
}

/** Only a run with a budget can have reached it. */
function Budget() {
  const view = useView();
  const { status, budget } = view.store.value.facts.value;
  const limited = Object.keys(budget).length > 0;
  return status === "waiting" && limited && view.steerable.value ? <BudgetCard /> : null;
}

/** Ask again, where the run can. */
function Retry() {
  const view = useView();
  if (!view.can("retry") || view.store.value.isEmpty) return null;
  return (
    <Button
      icon="retry"
      class="agw-fold-button agw-retry"
      action="retry"
      onClick={() => view.client.connection.send({ type: "retry" })}
    >
      {strings.retry}
    </Button>
  );
}

function reveal(content: HTMLElement, id: string): boolean {
  const found = content.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  if (!found) return false;
  // What is longer than the box begins at its top: the middle would be the middle of a sentence.
  const isLong = found.offsetHeight > content.parentElement!.clientHeight;
  found.scrollIntoView({ block: isLong ? "start" : "center" });
  found.classList.add("agw-revealed");
  found.addEventListener("animationend", () => found.classList.remove("agw-revealed"), { once: true });
  const button = found.querySelector<HTMLElement>("button, [tabindex]");
  if (!button) found.tabIndex = -1; // so that it can have the focus, from which keys are heard
  (button ?? found).focus({ preventScroll: true });
  return true;
}
