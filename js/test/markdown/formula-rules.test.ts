/** What is a formula: tests/transcript/export/test_formulas.py reads the same cases. */

import { describe, expect, it } from "vitest";
import vectors from "../../../tests/vectors/twins/formulas.json";
import { shown } from "./streaming";

function formulasIn(text: string): [string, boolean][] {
  return [...shown(text).querySelectorAll<HTMLElement>(".agw-math")].map((node) => [
    node.dataset["tex"] ?? "",
    node.classList.contains("agw-math-block"),
  ]);
}

describe("the formulas of a text", () => {
  it.each(vectors.cases)("$text", ({ text, formulas }) => expect(formulasIn(text)).toEqual(formulas));
});
