import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { followAddress } from "../../src/host/follow-address";
import { ViewState } from "../../src/views/view-state";
import { FakePython } from "../fake-python";

let python: FakePython;

beforeEach(() => {
  python = new FakePython();
  python.client.run = "agw-1";
  python.entry({ id: "e1", kind: "message" });
});

function follow(): ViewState {
  const view = new ViewState(python.client);
  onTestFinished(followAddress(view));
  return view;
}

function goTo(hash: string): void {
  const before = location.href;
  onTestFinished(() => history.replaceState(null, "", before));
  history.replaceState(null, "", hash);
  window.dispatchEvent(new Event("hashchange"));
}

it("goes to an entry of its own run when the address changes", () => {
  const view = follow();
  view.tab.value = "usage";
  goTo("#agw-2/e1");
  expect(view.revealTarget.value).toBe("");
  goTo("#agw-1/e1");
  expect([view.revealTarget.value, view.tab.value]).toEqual(["e1", "transcript"]);
});

it("waits for an entry that comes later, and goes there once", () => {
  const view = follow();
  goTo("#agw-1/e2");
  expect(view.revealTarget.value).toBe("");
  python.entry({ id: "e2", kind: "message" });
  expect(view.revealTarget.value).toBe("e2");
  view.revealTarget.value = "";
  python.entry({ id: "e3", kind: "message" });
  expect(view.revealTarget.value).toBe("");
});

it("knows the address that the page was opened with where the host has taken the entry out of it", async () => {
  const opened = [{ name: "http://localhost/lab/tree/a.ipynb#agw-1/e1" }];
  vi.spyOn(performance, "getEntriesByType").mockReturnValue(opened as never);
  vi.resetModules();
  const { followAddress } = await import("../../src/host/follow-address");
  const [first, second] = [new ViewState(python.client), new ViewState(python.client)];
  onTestFinished(followAddress(first));
  expect(first.revealTarget.value).toBe("e1");
  onTestFinished(followAddress(second)); // a view that is shown again stays where it is
  expect(second.revealTarget.value).toBe("");
});
