import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakePython } from "../fake-python";
import { Replay } from "../../src/transcript/replay";
import { ViewState } from "../../src/views/view-state";

let python: FakePython;
let view: ViewState;
beforeEach(() => {
  python = new FakePython();
  python.deliver({ type: "reply", to: 0, ok: true });
  view = new ViewState(python.client);
});

describe("what the view can do", () => {
  it("is what the run can, while Python is there and the present is shown", () => {
    python.facts({ abilities: ["stop"] });
    expect([view.can("stop"), view.can("pause")]).toEqual([true, false]);
    view.replaying.value = true;
    expect(view.can("stop")).toBe(false);
    view.replaying.value = false;
    python.client.connection.onDisconnect();
    expect(view.can("stop")).toBe(false);
  });
});

describe("the store", () => {
  it("is the run's own, or that of the replay, and the run's own again", () => {
    python.entry({ id: "e1", kind: "user", text: "Hi" });
    expect(view.store.value).toBe(python.client.store);
    view.replay.value = new Replay(python.client.tape);
    expect(view.store.value).toBe(view.replay.value.store);
    view.replay.value = null;
    expect(view.store.value).toBe(python.client.store);
  });
});

describe("what is expanded", () => {
  it("is remembered by entry, and not known before", () => {
    expect(view.expanded("e1").value).toBeNull();
    view.expanded("e1").value = false;
    expect([view.expanded("e1").value, view.expanded("e2").value]).toEqual([false, null]);
  });
});

describe("the instant that Python seeks", () => {
  it.each([
    [{ t: 1500 }, true, 1500],
    [{ t: 0 }, true, 0],
    [{ t: null }, false, null],
  ])("%j leaves the present: %s", (instant, replaying, target) => {
    view.replaying.value = !replaying;
    view.goTo(instant);
    expect([view.replaying.value, view.seekTarget.value]).toEqual([replaying, target]);
  });

  it("changes nothing before there is one", () => {
    view.replaying.value = true;
    view.goTo(undefined);
    expect([view.replaying.value, view.seekTarget.value]).toEqual([true, null]);
  });
});

describe("revealing an entry", () => {
  beforeEach(() => {
    python.entry({ id: "e1", kind: "tool_call", tool: "ask" });
    python.entry({ id: "e2", kind: "tool_call", tool: "ask", parent: "e1" });
    python.entry({ id: "e3", kind: "reasoning", text: "Hm.", parent: "e2" });
    python.entry({ id: "e4", kind: "message", text: "So." });
    view.tab.value = "usage";
    view.laneFilter.value = "Desk";
  });

  it("expands what it is in, and reasoning itself", () => {
    view.reveal("e3");
    expect(["e1", "e2", "e3", "e4"].map((id) => view.expanded(id).value)).toEqual([true, true, true, null]);
    expect([view.tab.value, view.laneFilter.value, view.revealTarget.value]).toEqual([
      "transcript",
      "",
      "e3",
    ]);
  });

  it("expands a call that what is in it names by its call id", () => {
    python.entry({ id: "e5", kind: "tool_call", tool: "ask", call_id: "c5" });
    python.entry({ id: "e6", kind: "message", text: "Found.", parent: "c5" });
    view.reveal("e6");
    expect(view.expanded("e5").value).toBe(true);
  });

  it("goes nowhere for an entry that is not there", () => {
    view.reveal("e99");
    expect(["e1", "e2"].map((id) => view.expanded(id).value)).toEqual([null, null]);
  });

  it("leaves a call as the reader left it", () => {
    view.expanded("e2").value = false;
    view.reveal("e2");
    expect(["e1", "e2"].map((id) => view.expanded(id).value)).toEqual([true, false]);
  });
});

it("has ids that no other view has, also one of another copy of the module", async () => {
  const firstIds = [view.idPrefix, new ViewState(python.client).idPrefix];
  for (const _ of ["one copy", "another"]) {
    vi.resetModules();
    const copy = await import("../../src/views/view-state");
    firstIds.push(new copy.ViewState(python.client).idPrefix);
  }
  expect(new Set(firstIds).size).toBe(4);
});
