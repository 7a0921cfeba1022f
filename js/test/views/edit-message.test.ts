import { beforeEach, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.facts({ abilities: ["edit"], status: "done" });
  view.python.entry({ id: "e1", kind: "user", text: "Plan a trip\nto Rome" });
  view.python.entry({ id: "e2", kind: "message", text: "Gladly." });
  await drawn();
  await view.click("[data-action=edit-message]");
});

const box = () => view.find<HTMLTextAreaElement>("[data-id=e1] textarea");

it("has what was said, and the focus, and says what becomes of the rest", () => {
  expect(box().value).toBe("Plan a trip\nto Rome");
  expect(document.activeElement).toBe(box());
  expect(view.text("[data-id=e1] form")).toContain("The conversation goes on from here.");
});

it("keeps what was written, and says why, when Python refuses it or goes", async () => {
  await view.type("[data-id=e1] textarea", "Plan a trip to Oslo");
  await view.submit("[data-id=e1] form");
  view.python.reply(false, "The run is still at work.");
  await drawn();
  expect(box().value).toBe("Plan a trip to Oslo");
  expect(view.text("[data-id=e1] .agw-feedback")).toBe("The run is still at work.");
  await view.submit("[data-id=e1] form");
  view.python.client.connection.onDisconnect();
  await drawn();
  expect(box().value).toBe("Plan a trip to Oslo");
  expect(view.text("[data-id=e1] .agw-feedback")).toContain("The kernel has gone");
});

it("sends the new version, and shows the message until Python has it", async () => {
  await view.type("[data-id=e1] textarea", "Plan a trip to Oslo");
  expect(await view.submit("[data-id=e1] form")).toBe(true);
  expect(view.python.commands("edit")).toMatchObject([{ id: "e1", text: "Plan a trip to Oslo" }]);
  view.python.reply(true);
  await drawn();
  expect(view.has("[data-id=e1] form")).toBe(false);
  expect(view.text("[data-id=e1] .agw-text")).toContain("Rome");
  view.python.set("e1", { text: "Plan a trip to Oslo" });
  await drawn();
  expect(view.text("[data-id=e1] .agw-text")).toBe("Plan a trip to Oslo");
});

it("forgets what was written when it is cancelled", async () => {
  await view.type("[data-id=e1] textarea", "Something else");
  await view.press("Cancel");
  expect(view.python.commands("edit")).toEqual([]);
  expect(view.text("[data-id=e1] .agw-text")).toContain("Rome");
  await view.click("[data-action=edit-message]");
  expect(box().value).toBe("Plan a trip\nto Rome");
});

it("takes Enter as a line of the message", async () => {
  box().setSelectionRange(4, 4);
  await view.key("Enter", box());
  expect(box().value).toBe("Plan\n a trip\nto Rome");
  expect(view.python.commands("edit")).toEqual([]);
});
