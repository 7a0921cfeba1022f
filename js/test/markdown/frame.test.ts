import { describe, expect, it } from "vitest";
import { htmlFrame } from "../../src/markdown/frame";

describe("an HTML result", () => {
  it("is in a frame that runs nothing and asks for nothing", () => {
    const frame = htmlFrame("<script>parent.x = 1</script><p>text") as HTMLIFrameElement;
    expect(frame.getAttribute("sandbox")).toBe("");
    expect(frame.title).not.toBe("");
    const page = frame.getAttribute("srcdoc") ?? "";
    expect(page.indexOf("default-src 'none'; img-src data:;")).toBeGreaterThan(0);
    expect(page.indexOf("default-src")).toBeLessThan(page.indexOf("<script>"));
  });

  it("has a height within limits", () => {
    const height = (html: string) => parseInt(htmlFrame(html).style.height, 10);
    expect(height("<p>one")).toBeLessThan(height("<tr>".repeat(9)));
    expect(height("<tr>".repeat(999))).toBe(height("<tr>".repeat(99)));
  });
});
