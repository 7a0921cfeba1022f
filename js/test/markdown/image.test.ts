import { describe, expect, it } from "vitest";
import { growing, shown } from "./streaming";

describe("images", () => {
  it("name their host, and load when asked to", () => {
    const el = shown("![A *plot*](https://img.example/p.png)");
    expect(el.querySelector("img")).toBeNull();
    const chip = el.querySelector("button");
    expect(chip?.textContent).toContain("img.example");
    chip?.click();
    const image = el.querySelector("img");
    expect(image?.getAttribute("src")).toBe("https://img.example/p.png");
    expect(image?.referrerPolicy).toBe("no-referrer");
    expect(image?.alt).toBe("A plot");
  });

  it("stay loaded while the text around them grows", () => {
    const { el, view } = growing("![a](https://img.example/p.png) and");
    el.querySelector("button")?.click();
    view.append(" more");
    expect(el.querySelector("img")).not.toBeNull();
  });

  it("load one by one, and stay loaded when the text is set again", () => {
    const { el, view } = growing("![a](https://img.example/a) ![b](https://img.example/b)");
    el.querySelectorAll("button")[1]?.click();
    view.set("Other: ![b](https://img.example/b) ![c](https://img.example/c)");
    expect([...el.querySelectorAll("img")].map(({ alt }) => alt)).toEqual(["b"]);
    expect(el.querySelectorAll("button")).toHaveLength(1);
  });

  it("are not there before their address is whole", () => {
    const { el, view } = growing("![a](https://img.exam");
    expect(el.querySelector("img, button")).toBeNull();
    view.append("ple/p.png)");
    expect(el.querySelector("button")?.title).toBe("https://img.example/p.png");
  });

  it("have a chip without a text where they have none", () => {
    const chip = shown("![](https://img.example/p.png)").querySelector("button");
    expect(chip?.textContent).toBe("Show image from img.example");
    chip?.click();
    expect(chip?.isConnected).toBe(false);
  });

  it("say the host they come from, not the one they look like", () => {
    const chip = shown("![a](https://good.example@bad.example/p.png)").querySelector("button");
    expect(chip?.querySelector(".agw-image-host")?.textContent).toBe("Show image from bad.example");
  });

  it("load nothing from an address that was changed to none of the web", () => {
    const el = shown("![a](https://img.example/p.png)");
    const chip = el.querySelector("button")!;
    chip.dataset["src"] = "javascript:alert(1)";
    chip.click();
    expect(el.querySelector("img")).toBeNull();
  });

  it.each(["data:image/svg+xml,<svg onload=alert(1)>", "file:///x.png", "x.png", "javascript:x"])(
    "are not shown from %s",
    (address) => {
      expect(shown(`![alt](${address})`).querySelector("img, button")).toBeNull();
    },
  );

  it("that are not shown are named", () => {
    expect(shown("![A &amp; B](x.png)").textContent).toBe("A & B (image not shown)");
    expect(shown("![](x.png)").textContent).toBe("image (image not shown)");
  });
});
