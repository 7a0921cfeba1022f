import { describe, expect, it } from "vitest";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { DOCUMENTS } from "./documents";
import { nodesIn, streamed } from "./streaming";

describe("a streamed document", () => {
  for (const [name, text] of Object.entries(DOCUMENTS)) {
    it(`${name}: char by char as at once`, () => {
      expect(streamed([...text])).toBe(streamed([text]));
    });
  }
});

describe("what is settled", () => {
  it("is never touched again", () => {
    const el = document.createElement("div");
    const view = new MarkdownView(el);
    view.append("# Title\n\nOne *two*.\n\n");
    view.append("a\n\nb\n\nc\n\n");
    const before = nodesIn(el).slice(0, 4);
    view.append("- d\n- e\n\n".repeat(20));
    view.finish();
    expect(nodesIn(el).slice(0, 4)).toEqual(before);
  });
});
