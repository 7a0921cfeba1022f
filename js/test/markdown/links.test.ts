import { beforeEach, describe, expect, it } from "vitest";
import { imageAddress, linkAddress, withholdAddresses } from "../../src/markdown/links";
import { shown } from "./streaming";

describe("links", () => {
  it.each(["https://a.example/x?y=1#z", "http://a.example/", "mailto:a@b.example"])(
    "may lead to %s",
    (address) => {
      const link = shown(`[text](${address})`).querySelector("a");
      expect(link?.getAttribute("href")).toBe(address);
      expect(link?.title).toBe(address);
      expect(link?.rel).toBe("noopener noreferrer");
      expect(link?.target).toBe("_blank");
    },
  );

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//a.example",
    "/path",
    "#top",
    "file:///etc",
    "ftp://a.b",
    "vbscript:x",
    "javascript&#58;x",
    "https://",
  ])("are text if they lead to %s", (address) => {
    const el = shown(`[text](${address})`);
    expect(el.querySelector("a")).toBeNull();
    expect(el.textContent).toContain("text");
  });

  it("are made of addresses in the text, up to their end", () => {
    const addresses = (text: string) => [...shown(text).querySelectorAll("a")].map(({ title }) => title);
    expect(addresses("See https://a.example/b_c, and <http://d.example>.")).toEqual([
      "https://a.example/b_c",
      "http://d.example/",
    ]);
    expect(addresses("Write to me@x.example.")).toEqual(["mailto:me@x.example"]);
    expect(addresses("`https://a.example`")).toEqual([]);
  });

  it("show where they lead, whatever their text says", () => {
    const link = shown("[https://good.example](https://bad.example/\u202ex)").querySelector("a");
    expect(link?.textContent).toBe("https://good.example");
    expect(link?.title).toBe("https://bad.example/%E2%80%AEx");
  });
});

describe("the address of a link", () => {
  it.each([
    ["HTTPS://A.Example", "https://a.example/"],
    ["https://a.example/ä b", "https://a.example/%C3%A4%20b"],
    ["https://user@a.example/", "https://user@a.example/"],
    ["https://127.0.0.1:8888/", "https://127.0.0.1:8888/"],
    ["https://[::1]/", "https://[::1]/"],
    ["https://bücher.example/", "https://xn--bcher-kva.example/"],
  ])("of %s is %s", (href, address) => expect(linkAddress(href)).toBe(address));

  it.each([
    "https://127.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://a..example/",
    "https://.example/",
    "https:\\\\a.example",
    "https:a.example",
    "https://a.example:port/",
    " https://a.example",
    "https://a%2eexample/",
    "mailto:",
  ])("is none in %j", (href) => expect(linkAddress(href)).toBeNull());
});

describe("the address of an image", () => {
  it("has the host that the reader is asked about", () => {
    expect(imageAddress("https://a.example@b.example:81/p.png")?.host).toBe("b.example:81");
    expect(imageAddress("HTTP://A.example/p")).toEqual({ address: "http://a.example/p", host: "a.example" });
  });

  it.each(["mailto:a@b", "data:image/png;base64,", "//a.example/p.png", "p.png", "https://"])(
    "is none in %s",
    (href) => expect(imageAddress(href)).toBeNull(),
  );
});

describe("a link under the mouse", () => {
  let el: HTMLElement;
  let link: HTMLAnchorElement;

  beforeEach(() => {
    el = shown("[a **b**](https://a.example/) [c](https://c.example/)");
    link = el.querySelector("a")!;
  });

  function feel(name: string, buttons = 0): void {
    link.querySelector("strong")!.dispatchEvent(new PointerEvent(name, { bubbles: true, buttons }));
  }

  it("has no address until it is pressed", () => {
    const [, other] = el.querySelectorAll("a");
    feel("pointerover");
    expect(link.hasAttribute("href")).toBe(false);
    expect(other?.getAttribute("href")).toBe("https://c.example/");
    feel("pointerdown", 1);
    feel("pointerover", 1);
    expect(link.getAttribute("href")).toBe("https://a.example/");
    feel("pointerover");
    feel("pointerout");
    expect(link.getAttribute("href")).toBe("https://a.example/");
  });

  it("can be followed with the keyboard", () => {
    feel("pointerover");
    expect(link.tabIndex).toBe(0);
    link.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(link.getAttribute("href")).toBe("https://a.example/");
  });

  it("gets no address that a link may not have", () => {
    feel("pointerover");
    link.title = "javascript:alert(1)";
    feel("pointerdown", 1);
    expect(link.hasAttribute("href")).toBe(false);
  });

  it("keeps its address when nobody withholds it any more", () => {
    const root = document.body.appendChild(document.createElement("div"));
    const stop = withholdAddresses(root);
    root.append(link);
    stop();
    feel("pointerover");
    expect(link.hasAttribute("href")).toBe(true);
  });
});
