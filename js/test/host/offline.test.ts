import { expect, it } from "vitest";
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
