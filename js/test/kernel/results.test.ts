import { beforeEach, expect, it } from "vitest";
import { FakePython } from "../fake-python";

let python: FakePython;
beforeEach(() => {
  python = new FakePython();
});

const whole = (id: string) => python.client.results.byEntry.value.get(id);

it("asks for the result of the entry", () => {
  python.client.results.fetch("e1");
  expect(python.sent).toEqual([{ type: "result", id: "e1" }]);
  expect(whole("e1")).toBeUndefined();
});

it("keeps the text and the display of each entry, in whatever order they come", () => {
  python.deliver({ type: "result", id: "e1", display: { "text/plain": "3" } });
  python.deliver({ type: "result", id: "e2", text: "other" });
  python.deliver({ type: "result", id: "e1", text: "all of it" });
  expect(whole("e1")).toEqual({ text: "all of it", display: { "text/plain": "3" } });
  expect(whole("e2")).toEqual({ text: "other" });
});

it("takes an empty text for the result that it is", () => {
  python.deliver({ type: "result", id: "e1", text: "" });
  expect(whole("e1")).toEqual({ text: "" });
});

it("does not change what a view holds", () => {
  python.deliver({ type: "result", id: "e1", text: "old" });
  const held = [python.client.results.byEntry.value, whole("e1")];
  python.deliver({ type: "result", id: "e1", text: "new" });
  expect(held[1]).toEqual({ text: "old" });
  expect(python.client.results.byEntry.value).not.toBe(held[0]);
});
