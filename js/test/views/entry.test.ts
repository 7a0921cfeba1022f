import { expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

it("shows an entry of a kind that it does not know as a notice", async () => {
  const view = new Mounted();
  view.python.entry({ id: "e1", kind: "message", agent: "A", text: "First." });
  view.python.entry({ id: "e2", kind: "forecast" as never, agent: "A", text: "Rain, later sun." });
  await drawn();
  expect(view.text("[data-kind=forecast]")).toBe("Rain, later sun.");
  expect(view.all(".agw-speaker").map((speaker) => speaker.textContent)).toEqual(["A"]);
});
