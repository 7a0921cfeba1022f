import { expect, it, vi } from "vitest";
import { mountOffline } from "../../src/host/offline";
import { put } from "../fake-python";
import { drawn } from "../mounted";

it("shows a tape without Python: all to read, nothing to steer", async () => {
  const element = document.body.appendChild(document.createElement("div"));
  const facts = [
    { op: "set" as const, at: ["abilities"], value: ["stop", "say"] },
    { op: "set" as const, at: ["status"], value: "done" },
  ];
  const rows = [
    { seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "message", text: "**Hello**" })] },
    { seq: 2, t: 500, patches: facts },
  ];
  const unmount = mountOffline(element, { rows });
  await drawn();
  expect(element.querySelector("strong")?.textContent).toBe("Hello");
  expect(element.querySelector("[data-action=replay]")).not.toBeNull();
  expect(element.querySelector("[data-action=stop], textarea")).toBeNull();
  unmount();
  expect(element.childElementCount).toBe(0);
});

it("says that it is a recording, and that of an unfinished run where it ends early", async () => {
  const element = document.body.appendChild(document.createElement("div"));
  const rows = [{ seq: 1, t: 4000, patches: [put("entries", { id: "e1", kind: "user", text: "Hi" })] }];
  const unmount = mountOffline(element, { rows });
  await drawn();
  expect(element.querySelector(".agw-recorded")?.textContent).toBe("Recorded");
  expect(element.querySelector(".agw-status-word")?.textContent).toBe("Unfinished");
  await vi.advanceTimersByTimeAsync(5000);
  expect(element.querySelector(".agw-header time")?.textContent).toBe("0:04");
  unmount();
});

it("replays from the tape it carries", async () => {
  const element = document.body.appendChild(document.createElement("div"));
  const rows = ["one", "two"].map((text, at) => ({
    seq: at + 1,
    t: at * 1000,
    patches: [put("entries", { id: `e${at}`, kind: "user", text })],
  }));
  const unmount = mountOffline(element, { rows });
  await drawn();
  element.querySelector<HTMLElement>("[data-action=replay]")!.click();
  await drawn();
  element.querySelector<HTMLElement>("[aria-label='One step back']")!.click();
  await drawn();
  expect([...element.querySelectorAll("[data-kind=user]")].map((entry) => entry.textContent)).toEqual([
    "one",
  ]);
  unmount();
});

it("takes formulas' library from the page", async () => {
  vi.spyOn(URL, "createObjectURL").mockReturnValue(
    "data:text/javascript,export const render = (tex) => document.createTextNode(`drawn: ${tex}`)",
  );
  const element = document.body.appendChild(document.createElement("div"));
  const rows = [
    { seq: 1, t: 0, patches: [put("entries", { id: "e1", kind: "message", text: "So $x^2$." })] },
  ];
  const unmount = mountOffline(element, { rows, libraries: { math: "the source" } });
  await vi.waitFor(() => expect(element.querySelector("[data-id=e1]")?.textContent).toContain("drawn: x^2"));
  unmount();
});
