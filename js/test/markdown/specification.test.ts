/**
 * The view agrees with CommonMark and with GitHub's extensions, whole and streamed.
 * tests/transcript/export/test_specification.py holds the saved page to the same files.
 */

import { afterAll, describe, expect, it } from "vitest";
import commonmark from "../../../tests/vectors/markdown/examples/commonmark.json";
import gfm from "../../../tests/vectors/markdown/examples/gfm.json";
import differences from "../../../tests/vectors/markdown/differences.json";
import siblings from "../../../tests/vectors/markdown/siblings.json";
import { asSpecified } from "./as-specified";
import { pieces, seeded } from "../random";
import { normalForm } from "./normal-form";
import { MarkdownView } from "../../src/markdown/markdown-view";
import { streamed } from "./streaming";

/** What the view shows instead of what is specified, by the ids of examples. */
const ours = new Map<string, string>();
for (const { in: places, html } of differences.examples as {
  in?: string[];
  html: Record<string, string>;
}[]) {
  if (places && !places.includes("view")) continue;
  for (const [id, expected] of Object.entries(html)) ours.set(id, expected);
}

function view(markdown: string): HTMLElement {
  const el = document.createElement("div");
  const made = new MarkdownView(el);
  made.append(markdown);
  made.finish();
  return el;
}

const agree = new Map<string, number>();
const sources = { "CommonMark 0.31.2": commonmark, "GitHub's extensions": gfm, siblings: siblings };

describe.each(Object.entries(sources))("%s", (source, examples) => {
  it.each(examples)("$id: $section", ({ id, markdown, html }) => {
    const el = view(markdown);
    const shown = normalForm(asSpecified(el));
    expect(shown).toBe(normalForm(ours.get(id) ?? html));
    // A difference that is none any more has to go from the list.
    if (ours.has(id)) expect(shown).not.toBe(normalForm(html));
    else agree.set(source, (agree.get(source) ?? 0) + 1);
    expect(streamed([...markdown])).toBe(el.innerHTML);
    for (const seed of [1, 2, 3]) expect(streamed(pieces(seeded(seed), markdown, 9))).toBe(el.innerHTML);
  });
});

it("differs only where an example is", () => {
  const ids = new Set(Object.values(sources).flatMap((examples) => examples.map(({ id }) => id)));
  expect([...ours.keys()].filter((id) => !ids.has(id))).toEqual([]);
});

afterAll(() => {
  for (const [source, examples] of Object.entries(sources)) {
    const count = `${agree.get(source)} of ${examples.length}`;
    console.log(`${source}: ${count} examples agree in the view, whole and streamed`);
  }
});
