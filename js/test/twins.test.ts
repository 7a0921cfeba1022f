/** What the view says as Python's exports say it: tests/transcript/export/test_twins.py reads the same file. */

import { describe, expect, it } from "vitest";
import twins from "../../tests/vectors/twins/twins.json";
import { visibleText } from "../src/dom/visible-text";
import { hideSavedPage, isUnfinishedPage } from "../src/host/saved-page";
import { linkAddress } from "../src/markdown/links";
import { groupEntries } from "../src/transcript/blocks";
import { Transcript, type Entry } from "../src/transcript/schema";
import { duration } from "../src/views/format";
import * as strings from "../src/views/strings";
import de from "../src/words/de";
import ja from "../src/words/ja";

describe("grouping", () => {
  it.each(twins.grouping.cases)("$name", ({ entries, groups }) => {
    const found = [...groupEntries(Transcript.from({ entries: entries as Partial<Entry>[] }).entries)].map(
      ([parent, blocks]) => [parent ?? "", blocks.map((block) => block.ids)],
    );
    expect(Object.fromEntries(found)).toEqual(groups);
  });
});

describe("durations", () => {
  it.each(twins.durations.cases as [number, string][])("%d ms is %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe("states", () => {
  it("has the same words for a run and for a tool call", () => {
    expect(strings.runStatus).toEqual(twins.states.run);
    expect(strings.toolState).toEqual(twins.states.tool_call);
  });

  it("has the same words for a message", () => {
    const words = { cancelled: strings.cancelledHere, retracted: strings.retracted };
    const inSentence = Object.entries(words).map(([state, word]) => [state, word.toLowerCase()]);
    expect(Object.fromEntries(inSentence)).toEqual(twins.states.message);
  });

  it.each([
    ["de", de.views],
    ["ja", ja.views],
  ] as const)("has the same words in %s", (language, { runStatus, toolState }) => {
    expect({ run: runStatus, tool_call: toolState }).toEqual(twins.states.translated[language]);
  });
});

describe("unseen characters", () => {
  it.each(twins.unseen_characters.cases)("$class", ({ text, shown }) => {
    expect(visibleText(text)).toBe(shown);
  });
});

describe("links", () => {
  it.each(twins.links.allowed)("allows %j", (address) => expect(linkAddress(address)).not.toBeNull());

  it.each(twins.links.refused)("refuses %j", (address) => expect(linkAddress(address)).toBeNull());

  it("refuses what is too long", () => {
    const longest = "https://example.org/".padEnd(twins.links.longest, "x");
    expect(linkAddress(longest)).toBe(longest);
    expect(linkAddress(longest + "x")).toBeNull();
  });
});

describe("saved page", () => {
  const { element, class: name, run, status, finished, unfinished } = twins.saved_page;

  it.each(finished)("takes a page of a run that is %s for the last one", (word) => {
    expect(isUnfinishedPage(`<${element} class="${name} other" ${run}="r1" ${status}="${word}">`, "r1")).toBe(
      false,
    );
  });

  it.each(unfinished)("takes a page of a run that is %s for one to replace", (word) => {
    for (const attributes of [`${run}="r1" ${status}="${word}"`, `${status}="${word}" ${run}="r1"`]) {
      const page = `<${element} class="${name} other" ${attributes}>`;
      expect([isUnfinishedPage(page, "r1"), isUnfinishedPage(page, "r2")]).toEqual([true, false]);
    }
  });

  it("hides the page beside a live view", () => {
    const page = document.body.appendChild(document.createElement(element));
    page.className = name;
    page.setAttribute(run, "r1");
    const view = document.body.appendChild(document.createElement("div"));
    const show = hideSavedPage(view, "r1");
    expect(getComputedStyle(page).display).toBe("none");
    show();
    expect(getComputedStyle(page).display).not.toBe("none");
    page.remove();
    view.remove();
  });
});
