import { afterEach, expect, it, vi } from "vitest";
import { followLanguage } from "../../src/host/language";
import type { Libraries } from "../../src/kernel/libraries";
import * as json from "../../src/json/strings";
import * as markdown from "../../src/markdown/strings";
import * as table from "../../src/table/strings";
import * as views from "../../src/views/strings";
import { said } from "../../src/words/translation";
import de from "../../src/words/de";
import ja from "../../src/words/ja";

afterEach(() => document.documentElement.removeAttribute("lang"));

/** Ask for the words of a place in a page; gives which were loaded, and whether there are others. */
async function asked(page: string, around = "", load = vi.fn(() => Promise.resolve({ default: [] }))) {
  document.documentElement.lang = page;
  const outer = document.body.appendChild(document.createElement("div"));
  if (around) outer.lang = around;
  const place = outer.appendChild(document.createElement("div"));
  const isOther = await followLanguage(place, { load } as unknown as Libraries);
  return [isOther, ...load.mock.calls.flat()];
}

it.each([
  ["de", "", "words-de"],
  ["de-AT", "", "words-de"],
  ["JA", "", "words-ja"],
  ["en", "ja", "words-ja"],
])("takes the words for a page in %j, and around the view %j", async (page, around, name) => {
  expect(await asked(page, around)).toEqual([true, name]);
});

it("leaves Python's sentences as they are where an earlier version's file has words alone", async () => {
  await asked("de");
  expect(said("Stopped.")).toBe("Stopped.");
});

it.each([
  ["", ""],
  ["en", ""],
  ["de", "en"],
  ["fr", ""],
])("stays English in a page in %j, and around the view %j", async (page, around) => {
  expect(await asked(page, around)).toEqual([false]);
});

it("stays English where there is nobody who has the words", async () => {
  expect(
    await asked(
      "de",
      "",
      vi.fn(() => Promise.reject(new Error("no"))),
    ),
  ).toEqual([false, "words-de"]);
});

/** The rooms that have words, as they are in English. */
const ROOMS = { views, markdown, json, table };

it.each([
  ["German", de],
  ["Japanese", ja],
])("has a word of the same kind for each, in %s", (_, words) => {
  for (const [room, { translate: __, ...all }] of Object.entries(ROOMS)) {
    const others: Record<string, unknown> = { ...words[room as keyof typeof ROOMS] };
    expect(Object.keys(others).sort()).toEqual(Object.keys(all).sort());
    for (const [name, word] of Object.entries(all)) expectSameKind(name, others[name], word);
  }
});

function expectSameKind(name: string, other: unknown, word: unknown): void {
  expect(typeof other, name).toBe(typeof word);
  if (typeof word === "object")
    expect(Object.keys(other as object), name).toEqual(Object.keys(word as object));
  if (typeof word !== "function") return;
  const values = ["«1»", "«2»", "«3»"].slice(0, word.length);
  const say = (of: unknown) => (of as (...values: unknown[]) => string)(...values);
  // What is put in comes out, of each of them.
  const said = (of: unknown) => values.filter((value) => say(of).includes(value));
  expect(said(other), name).toEqual(said(word));
}
