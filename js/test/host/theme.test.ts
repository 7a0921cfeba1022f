import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { followTheme, type Theme } from "../../src/host/theme";

let prefersDark: boolean;
let preferenceChanged: Set<() => void>;
let page: HTMLElement;
let root: HTMLElement;
beforeEach(() => {
  prefersDark = false;
  preferenceChanged = new Set();
  vi.spyOn(window, "matchMedia").mockImplementation(
    (query) =>
      ({
        get matches() {
          return prefersDark && query === "(prefers-color-scheme: dark)";
        },
        addEventListener: (_: string, listener: () => void) => preferenceChanged.add(listener),
        removeEventListener: (_: string, listener: () => void) => preferenceChanged.delete(listener),
      }) as unknown as MediaQueryList,
  );
  page = document.body.appendChild(document.createElement("div"));
  root = page.appendChild(document.createElement("div"));
  onTestFinished(() => {
    for (const element of [document.documentElement, document.body]) {
      for (const name of ["style", "class", "theme", "data-jp-theme-name"]) element.removeAttribute(name);
    }
    vi.unstubAllGlobals();
  });
});

/** The theme that the view takes, in the state of the page as it is. */
function follow() {
  const theme = signal<Theme>("light");
  const stop = followTheme(root, theme);
  onTestFinished(stop);
  return { theme, stop };
}

/** Backgrounds as browsers give them computed: happy-dom gives them as they are written. */
function computed(...backgrounds: [Element, string][]): void {
  const original = window.getComputedStyle.bind(window);
  vi.spyOn(window, "getComputedStyle").mockImplementation((element) => {
    const found = backgrounds.find(([other]) => other === element);
    const style = original(element);
    const backgroundColor = found?.[1] ?? "rgba(0, 0, 0, 0)";
    return { backgroundColor, getPropertyValue: (name: string) => style.getPropertyValue(name) } as never;
  });
}

describe("the background behind the view", () => {
  it.each<[string, Theme]>([
    ["rgb(255, 255, 255)", "light"],
    ["rgb(17, 17, 17)", "dark"],
    ["rgb(30 30 30)", "dark"],
    ["rgba(30, 30, 30, 0.9)", "dark"],
    ["rgb(253 246 227 / 0.9)", "light"],
    ["rgb(0, 255, 0)", "light"],
    ["rgb(0, 0, 255)", "dark"],
    ["color(srgb 0.1 0.1 0.12)", "dark"],
    ["color(srgb 0.98 0.98 1)", "light"],
    ["color(srgb 0.1 0.1 0.1 / 0.8)", "dark"],
  ])("%s is %s", (background, expected) => {
    prefersDark = expected === "light";
    computed([page, background]);
    expect(follow().theme.value).toBe(expected);
    expect(root.dataset.theme).toBe(expected);
  });

  it.each(["rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0.2)", "color(srgb 0 0 0 / 0.3)", "transparent"])(
    "%s lets the page behind it decide",
    (background) => {
      computed([page, background], [document.body, "rgb(255, 255, 255)"]);
      prefersDark = true;
      expect(follow().theme.value).toBe("light");
    },
  );

  it.each(["oklch(0.2 0 0)", "color(display-p3 0 0 0)", ""])(
    "%j is read by nobody: the reader's preference decides",
    (background) => {
      computed([page, background]);
      expect(follow().theme.value).toBe("light");
      prefersDark = true;
      expect(follow().theme.value).toBe("dark");
    },
  );

  it("is found outside of shadow roots", () => {
    const host = page.appendChild(document.createElement("div"));
    const inner = host.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
    root = inner.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
    computed([host, "rgb(20, 20, 20)"], [document.body, "rgb(255, 255, 255)"]);
    expect(follow().theme.value).toBe("dark");
  });
});

describe("a host's own background", () => {
  it.each(["--agw-bg", "--vscode-editor-background", "--jp-layout-color1"])(
    "in %s decides over what lies behind the view",
    (property) => {
      root.style.setProperty(property, "#1e1e1e");
      computed([root, "rgb(30, 30, 30)"], [page, "rgb(255, 255, 255)"]);
      expect(follow().theme.value).toBe("dark");
    },
  );

  it("counts for nothing where it is empty", () => {
    root.style.setProperty("--jp-layout-color1", " ");
    computed([root, "rgb(30, 30, 30)"], [page, "rgb(255, 255, 255)"]);
    expect(follow().theme.value).toBe("light");
  });
});

describe("Colab", () => {
  beforeEach(() => vi.stubGlobal("google", { colab: {} }));

  it("marks its dark pages, whatever the reader prefers", () => {
    prefersDark = true;
    computed([page, "rgb(0, 0, 0)"]);
    expect(follow().theme.value).toBe("light");
    document.documentElement.setAttribute("theme", "dark");
    expect(follow().theme.value).toBe("dark");
  });

  it("does not decide over a background that the user set", () => {
    root.style.setProperty("--agw-bg", "black");
    computed([root, "rgb(0, 0, 0)"]);
    expect(follow().theme.value).toBe("dark");
  });
});

describe("a change", () => {
  const settled = () => vi.advanceTimersByTimeAsync(0);
  let background: string;
  beforeEach(() => {
    background = "rgb(255, 255, 255)";
    vi.spyOn(window, "getComputedStyle").mockImplementation(
      () => ({ backgroundColor: background, getPropertyValue: () => "" }) as never,
    );
  });

  it.each<[string, () => HTMLElement, string]>([
    ["the page's class", () => document.documentElement, "class"],
    ["the page's theme", () => document.documentElement, "theme"],
    ["the body's style", () => document.body, "style"],
    ["JupyterLab's theme", () => document.body, "data-jp-theme-name"],
  ])("of %s is followed until the view goes away", async (_, element, attribute) => {
    const { theme, stop } = follow();
    background = "rgb(0, 0, 0)";
    element().setAttribute(attribute, "dark");
    await settled();
    expect([theme.value, root.dataset.theme]).toEqual(["dark", "dark"]);
    stop();
    background = "rgb(255, 255, 255)";
    element().setAttribute(attribute, "light");
    await settled();
    expect(theme.value).toBe("dark");
  });

  it("of the reader's preference is followed until the view goes away", () => {
    background = "";
    const { theme, stop } = follow();
    prefersDark = true;
    preferenceChanged.forEach((listener) => listener());
    expect(theme.value).toBe("dark");
    stop();
    expect(preferenceChanged.size).toBe(0);
  });
});
