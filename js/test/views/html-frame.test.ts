import { describe, expect, it } from "vitest";
import { htmlFrame } from "../../src/views/html-frame";

describe("an HTML result", () => {
  it("is in a frame that runs nothing and asks for nothing", () => {
    const frame = htmlFrame("<script>parent.x = 1</script><p>text") as HTMLIFrameElement;
    expect(frame.getAttribute("sandbox")).toBe("");
    expect(frame.title).not.toBe("");
    const page = frame.getAttribute("srcdoc") ?? "";
    expect(page.indexOf("default-src 'none'; img-src data:;")).toBeGreaterThan(0);
    expect(page.indexOf("default-src")).toBeLessThan(page.indexOf("<script>"));
  });

  it.each([
    '<link rel="preconnect" href="https://evil.example">',
    '<p><LINK rel=dns-prefetch href=//evil.example><meta http-equiv=refresh content="0;url=//evil.example">',
    '<div><template shadowrootmode="open"><link rel=preconnect href=//evil.example></template></div>',
    '<base href="https://evil.example/"><object data="//evil.example/a"></object>',
    '<iframe srcdoc="<img src=//evil.example>"></iframe>',
  ])("leaves out what connects before the policy is asked: %s", (html) => {
    const { srcdoc } = htmlFrame(`<p>before</p>${html}<p>after</p>`) as HTMLIFrameElement;
    expect(srcdoc).not.toContain("evil.example");
    expect(srcdoc).toContain("<p>before</p>");
    expect(srcdoc).toContain("<p>after</p>");
  });

  it("leaves out a page made of frames", () => {
    const html = '<frameset><frame src="https://evil.example"></frameset>';
    expect((htmlFrame(html) as HTMLIFrameElement).srcdoc).not.toContain("evil.example");
  });

  it("leaves other HTML as it is", () => {
    const html = '<table border="1" class="dataframe"><tr><td>1 &lt; 2<td><b>x</table>';
    expect((htmlFrame(html) as HTMLIFrameElement).srcdoc.endsWith(html)).toBe(true);
  });

  it("has a height within limits", () => {
    const height = (html: string) => parseInt(htmlFrame(html).style.height, 10);
    expect(height("<p>one")).toBeLessThan(height("<tr>".repeat(9)));
    expect(height("<tr>".repeat(999))).toBe(height("<tr>".repeat(99)));
    expect(height("")).toBe(72);
    expect(height("line\n".repeat(8))).toBe(240);
    expect(height("<svg></svg>")).toBe(height("<tr>".repeat(999)));
  });
});
