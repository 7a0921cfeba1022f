/// <reference types="vite/client" />

import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Every way by which a page takes text for HTML or for code. */
const WAYS = [
  /dangerouslySetInnerHTML/,
  /\b(?:inner|outer)HTML\s*[+?|&]*=(?!=)/,
  /insertAdjacentHTML|createContextualFragment|setHTML|document\.write/,
  /\beval\(|new Function\(/,
];

it("finds the sources", () => expect(Object.keys(sources).length).toBeGreaterThan(100));

it.each(WAYS)("uses nowhere what %s names", (way) => {
  const found = Object.entries(sources).filter(([, source]) => way.test(source));
  expect(found.map(([file]) => file)).toEqual([]);
});

it("would find them", () => {
  const examples = ["<p dangerouslySetInnerHTML={x} />", "el.innerHTML += x", "el.setHTML(x)", "eval(x)"];
  examples.forEach((example, index) => expect(WAYS[index]!.test(example)).toBe(true));
});

/** The rooms of src that a room may import from; what is not listed may import from every room. */
const ROOMS: Record<string, string[]> = {
  dom: [],
  highlight: ["dom"],
  json: ["dom"],
  markdown: ["dom", "highlight"],
  transcript: [],
  table: ["clipboard", "dom"],
  kernel: ["transcript", "table"],
};

it.each(Object.entries(ROOMS))("imports into %s only from %j", (room, allowed) => {
  const inRoom = Object.entries(sources).filter(([file]) => file.startsWith(`../src/${room}/`));
  const imported = inRoom.flatMap(([, source]) => [...source.matchAll(/ from "\.\.\/(\w+)\//g)]);
  expect(inRoom.length).toBeGreaterThan(0);
  expect([...new Set(imported.map(([, name]) => name!))].filter((name) => !allowed.includes(name))).toEqual(
    [],
  );
});
