/// <reference types="vite/client" />

import { expect, it } from "vitest";
import { INNER } from "../cuts/names.mjs";
import "../src/markdown/index";
import * as words from "../src/panels/strings";
import * as strings from "../src/strings";

const sources = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const short = (name: string) => INNER.test(name);

it("knows a name that is shortened", () => expect(["board", "_dom"].every(short)).toBe(true));

it("shortens no field of what goes to Python and comes from it", () => {
  for (const file of ["messages", "transcript", "tape", "offline"]) {
    const fields = [...sources[`../src/${file}.ts`]!.matchAll(/(?:^ {2,}|[{;] )(\w+)\??: [^=\n]*[;}]/gm)];
    expect(fields.length, file).toBeGreaterThan(0);
    expect(fields.map(([, name]) => name!).filter(short), file).toEqual([]);
  }
});

it("shortens no word that is shown: the bundle would find none by the short name", () => {
  expect(Object.keys({ ...strings, ...words }).filter(short)).toEqual([]);
});

it("shortens nothing that the page has", () => {
  for (const thing of [
    window,
    document,
    document.createElement("input"),
    new KeyboardEvent("keydown"),
    [],
    "",
  ]) {
    const names: string[] = [];
    for (
      let level = Object(thing) as object | null;
      level;
      level = Object.getPrototypeOf(level) as object | null
    )
      names.push(...Object.getOwnPropertyNames(level));
    expect(names.filter((name) => !name.startsWith("_") && short(name))).toEqual([]);
  }
});

it("shortens no name that is looked up by its text", () => {
  for (const [file, source] of Object.entries(sources)) {
    const keys = [...source.matchAll(/^ {2}(\w+): "/gm)].map(([, name]) => name!);
    expect(keys.filter(short), file).toEqual([]);
  }
});

it("shortens no word, which is a property of its module", () => {
  const words = Object.keys(sources).filter((file) => file.endsWith("/strings.ts"));
  expect(words).toHaveLength(3);
  for (const file of words) {
    const names = [...sources[file]!.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
    expect(names.filter(short), file).toEqual([]);
  }
});
