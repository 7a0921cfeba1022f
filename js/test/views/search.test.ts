import { beforeEach, expect, it, vi } from "vitest";
import { drawn, Mounted } from "../mounted";

let view: Mounted;
let scrolled: Element[];

beforeEach(async () => {
  scrolled = [];
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    scrolled.push(this);
  });
  view = new Mounted();
  view.python.entry({ id: "e1", kind: "user", text: "Where is my parcel?" });
  view.python.entry({ id: "e2", kind: "tool_call", tool: "find", call_id: "c2", output: "a red parcel" });
  view.python.entry({ id: "e3", kind: "tool_call", tool: "other", call_id: "c3", output: "a letter" });
  view.python.entry({ id: "e4", kind: "message", parent: "e3", text: "Hidden treasure" });
  view.python.facts({ status: "done" });
  await drawn();
  await view.key("/");
  await drawn();
});

const input = () => view.find<HTMLInputElement>(".agw-search input");
const count = () => view.text(".agw-search-count");
const find = async (text: string) => {
  await view.type(".agw-search input", text);
  await drawn();
};
const press = async (key: string, more = {}) => {
  const taken = await view.key(key, input(), more);
  await drawn();
  return taken;
};
const openRows = () =>
  view.all("[data-open=true], [data-open]:not([data-open=false])").map((row) => row.dataset.id);

it("opens with the focus in its box, and says how many there are", async () => {
  expect(document.activeElement).toBe(input());
  expect(count()).toBe("");
  await find("PARCEL");
  expect(count()).toBe("1 of 2");
  await find("nowhere");
  expect(count()).toBe("Nothing found");
});

it("goes on with Enter and back with Shift, around the ends", async () => {
  await find("parcel");
  expect(scrolled.at(-1)!.closest("[data-id]")!.getAttribute("data-id")).toBe("e1");
  expect(await press("Enter")).toBe(true);
  expect(count()).toBe("2 of 2");
  expect(openRows()).toEqual(["e2"]);
  await press("Enter");
  expect(count()).toBe("1 of 2");
  await press("Enter", { shiftKey: true });
  expect(count()).toBe("2 of 2");
});

it("opens what the text is folded in, and folds what it opened for another", async () => {
  await find("red");
  expect(openRows()).toEqual(["e2"]);
  await find("treasure");
  expect(openRows()).toEqual(["e3"]);
  expect(view.text("[data-id=e4]")).toContain("Hidden treasure");
});

it("closes with Escape", async () => {
  await find("parcel");
  expect(await press("Escape")).toBe(true);
  expect(view.has(".agw-search")).toBe(false);
});

it("leads to the transcript from another tab", async () => {
  await view.tab("Timeline");
  await find("parcel");
  expect(view.text("[role=tab][aria-selected=true]")).toBe("Transcript");
});

it("keeps what is typed before it is there", async () => {
  await press("Escape");
  for (const letter of ["/", "r", "e", "d"]) {
    view.root.dispatchEvent(new KeyboardEvent("keydown", { key: letter, bubbles: true, cancelable: true }));
  }
  await drawn();
  await drawn();
  expect(input().value).toBe("red");
  expect(count()).toBe("1 of 1");
});

it("has the focus as soon as it is drawn, so that no letter is a shortcut", async () => {
  await press("Escape");
  const focused: boolean[] = [];
  const observer = new MutationObserver(() => {
    if (view.has(".agw-search")) focused.push(document.activeElement === input());
  });
  observer.observe(view.root, { childList: true, subtree: true });
  await view.key("/");
  await drawn();
  observer.disconnect();
  expect(focused[0]).toBe(true);
});

it("closes with Escape from anywhere in the view", async () => {
  expect(await view.key("Escape", view.find("[role=tab]"))).toBe(true);
  expect(view.has(".agw-search")).toBe(false);
});
