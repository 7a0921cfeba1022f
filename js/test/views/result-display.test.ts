import { expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

it("has room for what a data frame says below its table", async () => {
  const view = new Mounted();
  const html = "<table><tr><td>1</table>";
  view.python.entry({
    id: "t1",
    kind: "tool_call",
    tool: "look",
    output: "1",
    display: { "text/html": html },
  });
  await drawn();
  await view.click("[data-tool=look]");
  const height = () => parseInt(view.find("iframe").style.height, 10);
  const without = height();
  view.python.set("t1", { display: { "text/html": `${html}<p>1 rows × 1 columns</p>` } });
  await drawn();
  expect(height()).toBeGreaterThan(without + 20);
});
