import { describe, expect, it } from "vitest";
import { followNote } from "../../src/markdown/footnotes";
import { growing, markup, shown } from "./streaming";

const marks = (el: Element) => [...el.querySelectorAll("[data-note]")].map(({ textContent }) => textContent);
const notes = (el: Element) => [...el.querySelectorAll(".agw-note")].map(({ textContent }) => textContent);

describe("footnotes", () => {
  it("lead to their note and back", () => {
    const el = shown("See[^a] and[^none].\n\n[^a]: The note.\n");
    const mark = el.querySelector<HTMLElement>("button[data-note]");
    mark?.click();
    expect(document.activeElement?.textContent).toContain("The note.");
    el.querySelector<HTMLElement>("button[data-note-back]")?.click();
    expect(document.activeElement).toBe(mark);
    expect(el.textContent).toContain("[^none]");
  });

  it("have numbers in the order of their marks, and so have their notes", () => {
    const el = shown("See[^b] and[^a] and[^B].\n\n[^a]: A.\n\n[^b]: B.\n");
    expect(marks(el)).toEqual(["1", "2", "1"]);
    expect(notes(el)).toEqual(["1 B. ↩", "2 A. ↩"]);
  });

  it("lead back to the first of several marks", () => {
    const el = shown("x[^a] y[^a]\n\n[^a]: A.\n");
    el.querySelector<HTMLElement>("button[data-note-back]")?.click();
    expect(document.activeElement).toBe(el.querySelector("[data-note]"));
  });

  it("have a mark at once, and lose it and its number at the end if there is no note", () => {
    const { el, view } = growing("See[^x] and[^a].\n\n[^a]: A.\n\n");
    expect(marks(el)).toEqual(["1", "2"]);
    view.append("one\n\ntwo\n\nthree\n\n");
    view.finish();
    expect(marks(el)).toEqual(["1"]);
    expect(el.textContent).toContain("See[^x] and1.");
    expect(notes(el)).toEqual(["1 A. ↩"]);
  });

  it("may stand in tables, lists and headings that are frozen before the note comes", () => {
    const rows = "| [^a] |\n".repeat(6);
    const items = "- item [^a]\n".repeat(6);
    const text = `# T[^a]\n\n${items}\n| a |\n|---|\n${rows}\nend\n\nof\n\nit\n\n[^a]: A.\n`;
    const el = shown(text);
    expect(marks(el)).toHaveLength(13);
    expect(shown(text.replace(/\n.*\n$/, "\n")).textContent.match(/\[\^a\]/g)).toHaveLength(13);
  });

  it("may have formatted notes, over several lines", () => {
    const el = shown("x[^a]\n\n[^a]: A *note*\n  that goes on.\n\nnext\n");
    expect(notes(el)).toEqual(["1 A note\n  that goes on. ↩"]);
    expect(el.querySelector(".agw-note em")?.textContent).toBe("note");
  });

  it("may have notes of several blocks", () => {
    const el = shown("x[^a]\n\n[^a]: One.\n\n    Two.\n\n    - item\n\nnext\n");
    const [note] = el.querySelectorAll(".agw-note");
    expect(markup(note!)).toBe(
      "<p><sup>1</sup> One.</p><p>Two.</p><ul><li>item</li></ul> <button>↩</button>",
    );
    expect(el.textContent.indexOf("next")).toBeLessThan(el.textContent.indexOf("One."));
  });

  it("stand where they are written until the text is complete", () => {
    const { el, view } = growing("x[^a]\n\n[^a]: A.\n\n> [^b]: B.\n\ny[^b]\n");
    expect(el.textContent).toBe("x11 A. ↩ B. ↩y2");
    view.finish();
    expect(el.textContent).toBe("x1y21 A. ↩2 B. ↩");
  });

  it("are shown last if no mark leads to them, and once if they are written twice", () => {
    const el = shown("[^u]: U.\n\nx[^a]\n\n[^a]: A.\n\n[^A]: Again.\n");
    expect(notes(el)).toEqual(["1 A. ↩", "2 U. ↩"]);
  });

  it("may have marks in notes, and notes in notes", () => {
    const el = shown("x[^a]\n\n[^a]: A[^b]\n\n    [^b]: B[^a]\n");
    expect(notes(el)).toEqual(["1 A2 ↩", "2 B1 ↩"]);
  });

  it("are named for who cannot see them", () => {
    const el = shown("x[^a]\n\n[^a]: A.\n");
    expect(el.querySelector("[data-note]")?.getAttribute("aria-label")).toBe("Footnote 1");
    expect(el.querySelector("[data-note-back]")?.getAttribute("aria-label")).toBe("Back to the text");
  });

  it("are no concern of other buttons", () => {
    const button = document.createElement("button");
    expect(followNote(document.body, button)).toBe(false);
    button.dataset["note"] = "7";
    expect(followNote(document.body, button)).toBe(true);
  });
});
