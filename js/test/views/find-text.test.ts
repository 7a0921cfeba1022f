import { expect, it } from "vitest";
import { findAll, folded, inOrder, positions } from "../../src/views/find-text";
import { FakePython, put } from "../fake-python";

function found(query: string): string[] {
  return findAll(inOrder(python.client.store), query).map(({ id, nth }) => `${id}.${nth}`);
}

const python = new FakePython();
python.row([
  put("entries", { id: "e1", kind: "user", text: "Where is my parcel?" }),
  put("entries", {
    id: "e2",
    kind: "tool_call",
    tool: "find_orders",
    call_id: "c2",
    output: "parcel parcel",
  }),
  put("entries", {
    id: "e4",
    kind: "message",
    text: "Your **par**cel, the _red_ parcel, is `lost_in` [Rome](https://r.example).",
  }),
  put("entries", {
    id: "e3",
    kind: "message",
    parent: "e2",
    text: "A parcel inside",
    annotation: "Odd \u202eparcel",
  }),
]);

it("finds each place in the order in which entries are drawn, and a call once", () => {
  expect(found("parcel")).toEqual(["e1.0", "e2.0", "e3.0", "e3.1", "e4.0", "e4.1"]);
});

it("does not mind case, white space or Markdown's marks", () => {
  expect(found("YOUR PARCEL")).toEqual(["e4.0"]);
  expect(found("the red\nparcel")).toEqual(["e4.0"]);
  expect(found("lost_in rome")).toEqual(["e4.0"]);
  expect(found("find_orders")).toEqual(["e2.0"]);
});

it("finds nothing for nothing, in no end of time", () => {
  expect(found("")).toEqual([]);
  expect(found("**")).toEqual([]);
  expect(positions("aaa", "aa")).toEqual([0]);
});

it("folds letters one by one: a place in the folded text is one in the text", () => {
  const text = "\u0130stanbul \u00c4RGER\t\ud83d\ude00";
  expect(folded(text)).toHaveLength(text.length);
  expect(positions(folded(text), folded("\u00e4rger"))).toEqual([9]);
});
