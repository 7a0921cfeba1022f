import { expect, it } from "vitest";
import type { Entry } from "../../src/transcript/schema";
import { drawn, Mounted } from "../mounted";

it.each<[Partial<Entry>, string, string[], string]>([
  [{ state: "failed", text: "It is about maths." }, "tripped", ["It is about maths."], "bad"],
  [{ state: "failed", text: "" }, "tripped", [], "bad"],
  [{ state: "done", text: "" }, "passed", [], "quiet"],
])("tells its verdict and its reason: %j", async (fields, verdict, reasons, tone) => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind: "guardrail", guardrail: "no_maths", ...fields });
  await drawn();
  expect(view.text("[data-id=e1]")).toBe(`Guardrail no_maths ${verdict}${reasons.join("")}`);
  expect(view.texts("[data-id=e1] p")).toEqual(reasons);
  expect(view.find("[data-id=e1] .agw-callout").dataset.tone).toBe(tone);
});
