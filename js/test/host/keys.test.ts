import { beforeEach, describe, expect, it } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
beforeEach(async () => {
  view = new Mounted();
  view.python.facts({ abilities: ["stop", "pause", "say", "approve"], status: "running" });
  view.python.entry({ id: "e1", kind: "user", text: "Hi" });
  view.python.entry({ id: "e2", kind: "message", text: "Hello" });
  await drawn();
});

const tab = () => view.text("[aria-selected=true]");
const types = () => view.python.sent.map(({ type }) => type);

/** Press a key; gives whether the view took it. */
async function press(key: string, options: KeyboardEventInit = {}, target = view.root): Promise<boolean> {
  const init = { key, bubbles: true, cancelable: true, composed: true, ...options };
  const taken = !target.dispatchEvent(new KeyboardEvent("keydown", init));
  await drawn();
  return taken;
}

describe("the keys of the tabs", () => {
  it.each([
    ["1", "Transcript"],
    ["2", "Tools"],
    ["3", "Timeline"],
    ["4", "Events"],
    ["5", "Usage"],
  ])("%s selects %s", async (key, title) => {
    await press(key === "1" ? "2" : "1");
    expect(await press(key)).toBe(true);
    expect(tab()).toMatch(new RegExp(`^${title}`));
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])("mean nothing with %o", async (held) => {
    expect(await press("3", held)).toBe(false);
    expect(tab()).toBe("Transcript");
  });

  it("mean nothing where somebody has handled them", async () => {
    view.find(".agw-panel").addEventListener("keydown", (event) => event.preventDefault());
    await press("3", {}, view.find(".agw-panel"));
    expect(tab()).toBe("Transcript");
  });
});

it("leaves keys that mean nothing to the host", async () => {
  for (const key of ["x", "9", "0", "Enter", "ArrowRight", " ", "Escape"]) {
    expect([key, await press(key)]).toEqual([key, false]);
  }
});

describe("where somebody writes", () => {
  function addField(html: string, parent: ParentNode & Node = view.find(".agw-panel")): HTMLElement {
    const parsed = new DOMParser().parseFromString(html, "text/html").body.firstElementChild!;
    return parent.appendChild(parsed) as HTMLElement;
  }

  it.each([
    "<textarea></textarea>",
    "<input>",
    "<input type=search>",
    "<select></select>",
    "<div contenteditable=true></div>",
    "<div contenteditable></div>",
  ])("keys are its text: %s", async (html) => {
    const field = addField(html);
    for (const key of ["1", "3", "p", "r", "/", "?", "a"]) {
      expect([key, await press(key, {}, field)]).toEqual([key, false]);
    }
    expect([tab(), types()]).toEqual(["Transcript", []]);
    expect(view.has("[role=dialog]")).toBe(false);
  });

  it.each(["<input type=range>", "<button></button>", "<div contenteditable=false></div>"])(
    "does not hold of %s",
    async (html) => {
      expect(await press("3", {}, addField(html))).toBe(true);
      expect(tab()).toBe("Timeline");
    },
  );

  it("holds of a field in the shadow root of a user's view too", async () => {
    const host = view.find(".agw-panel").appendChild(document.createElement("div"));
    const field = addField("<input>", host.attachShadow({ mode: "open" }));
    const event = new KeyboardEvent("keydown", { key: "p", bubbles: true, composed: true, cancelable: true });
    // As browsers have it for who listens outside; happy-dom names the field.
    Object.defineProperty(event, "target", { value: host });
    field.dispatchEvent(event);
    expect([event.defaultPrevented, types()]).toEqual([false, []]);
  });

  it("Enter breaks the line at the caret, as JupyterLab lets no other", async () => {
    const field = addField("<textarea></textarea>") as HTMLTextAreaElement;
    const inputs: string[] = [];
    field.addEventListener("input", () => inputs.push(field.value));
    field.value = "one two three";
    field.setSelectionRange(3, 8);
    expect(await press("Enter", {}, field)).toBe(true);
    expect(inputs).toEqual(["one\nthree"]);
  });
});

describe("the list of keys", () => {
  it("is shown and closed by the same key", async () => {
    expect(await press("?")).toBe(true);
    expect(view.text("[role=dialog]")).toContain("Pause before the next tool");
    await press("?");
    expect(view.has("[role=dialog]")).toBe(false);
  });

  it("is closed by Escape, even from a field", async () => {
    await press("?");
    expect(await press("Escape", {}, view.find(".agw-composer textarea"))).toBe(true);
    expect(view.has("[role=dialog]")).toBe(false);
    expect(await press("Escape")).toBe(false);
  });

  it("leads to the tabs from within", async () => {
    await view.key("?");
    await view.key("Escape");
    await view.key("3");
    expect(tab()).toBe("Timeline");
  });
});

describe("commands", () => {
  it("p asks to pause, and to resume what is paused", async () => {
    expect(await press("p")).toBe(true);
    expect(types()).toEqual(["pause"]);
    view.python.facts({ status: "waiting", abilities: ["stop", "resume"] });
    await drawn();
    expect(await press("p")).toBe(true);
    expect(types()).toEqual(["pause", "resume"]);
  });

  it("p does nothing where the run cannot pause", async () => {
    view.python.facts({ abilities: ["stop"] });
    await drawn();
    expect(await press("p")).toBe(false);
    expect(types()).toEqual([]);
  });

  it("a goes to the call that waits", async () => {
    expect(await press("a")).toBe(false);
    view.python.entry({ id: "t1", kind: "tool_call", tool: "pay", state: "awaiting_approval" });
    await drawn();
    await press("5");
    expect(await press("a")).toBe(true);
    expect(tab()).toMatch(/^Transcript/);
    expect(view.find("[data-id=t1]").contains(document.activeElement)).toBe(true);
  });

  it("/ opens the search, and m goes to the composer", async () => {
    expect(await press("/")).toBe(true);
    await drawn();
    expect(document.activeElement).toBe(view.find(".agw-search input"));
    expect(await press("m")).toBe(true);
    expect(document.activeElement).toBe(view.find(".agw-composer textarea"));
  });

  it("End goes to the latest, only from elsewhere", async () => {
    expect(await press("End")).toBe(false);
    const scroller = view.find(".agw-scroller");
    Object.defineProperties(scroller, {
      scrollHeight: { value: 1000 },
      clientHeight: { value: 100 },
    });
    for (const top of [900, 300]) {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new Event("scroll"));
    }
    await drawn();
    expect(view.text("[data-action=latest]")).toBe("Jump to latest");
    expect(await press("End")).toBe(true);
    expect(scroller.scrollTop).toBe(1000);
    expect(view.has("[data-action=latest]")).toBe(false);
  });
});

describe("the replay", () => {
  const instant = () => view.find<HTMLInputElement>("input[type=range]").value;
  const play = () => view.find(".agw-scrub [aria-label=Pause], .agw-scrub [aria-label=Play]");

  it("begins and ends with r", async () => {
    expect(await press("r")).toBe(true);
    expect(view.root.dataset.replaying).toBe("true");
    expect(await press("r")).toBe(true);
    expect(view.root.dataset.replaying).toBeUndefined();
  });

  it("moves by arrows, and plays and pauses by Space", async () => {
    await press("r");
    expect(instant()).toBe("3");
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight"]) expect(await press(key)).toBe(true);
    expect(instant()).toBe("2");
    await press(" ");
    expect(play().getAttribute("aria-label")).toBe("Pause");
    await press(" ");
    expect(play().getAttribute("aria-label")).toBe("Play");
  });

  it("leaves Space to a button, and both to the slider and to a tab", async () => {
    await press("r");
    for (const key of [" ", "ArrowLeft"]) {
      expect(await press(key, {}, view.find("input[type=range]"))).toBe(false);
    }
    expect(await press(" ", {}, view.find("[data-action=present]"))).toBe(false);
    await press("ArrowLeft", {}, view.find("[role=tab]"));
    expect(instant()).toBe("3");
    expect(await press("ArrowLeft", {}, view.find("[data-action=present]"))).toBe(true);
    expect(instant()).toBe("2");
  });
});

describe("JupyterLab's shortcuts", () => {
  const suppressed = "data-lm-suppress-shortcuts";

  it("are kept from plain keys, and not from those with Ctrl", async () => {
    const tab = view.find("[role=tab]");
    const kept = (key: string, ctrlKey = false) => {
      tab.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, composed: true }));
      return tab.hasAttribute(suppressed);
    };
    expect([kept("d"), kept("s", true), kept("x")]).toEqual([true, false, true]);
  });

  it("are left alone outside of the view", async () => {
    const cell = document.body.appendChild(document.createElement("div"));
    await press("d", {}, cell);
    expect(cell.hasAttribute(suppressed)).toBe(false);
  });
});
