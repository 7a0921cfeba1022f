import { expect, it } from "vitest";
import { laneClass, laneNames } from "../../src/transcript/lanes";
import type { Lane } from "../../src/transcript/schema";

const lanes = (...names: string[]): Lane[] =>
  names.map((name, at) => ({ id: `a${at}`, name, parent: at ? "a0" : null }));

it("names each agent once, in order of appearance", () => {
  expect(laneNames(lanes("Triage", "Refunds", "Triage", "Sales"))).toEqual(["Triage", "Refunds", "Sales"]);
});

it("gives an agent the same colour for the whole run, and when it is called again", () => {
  const early = lanes("Triage", "Refunds");
  const later = lanes("Triage", "Refunds", "Triage", "Sales");
  for (const name of ["Triage", "Refunds"]) expect(laneClass(later, name)).toBe(laneClass(early, name));
  expect(laneClass(later, "Sales")).toBe("agw-lane-2");
});

it("has eight colours, then begins anew", () => {
  const many = lanes(...Array.from({ length: 18 }, (_, at) => `Agent ${at}`));
  const classes = many.map(({ name }) => laneClass(many, name));
  expect(new Set(classes).size).toBe(8);
  expect(classes.slice(8, 16)).toEqual(classes.slice(0, 8));
});

it.each(["", "Nobody", "toString"])("has no colour for %j, which has no lane", (name) => {
  expect(laneClass(lanes("Triage"), name)).toBe("agw-lane-none");
});
