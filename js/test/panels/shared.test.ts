/// <reference types="vite/client" />

import { expect, it } from "vitest";

const panels = import.meta.glob<string>("../../src/panels/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("takes every value of the main bundle from what is shared, so that nothing is there twice", () => {
  const allowed = /^(\.\.\/shared|\.\/[\w-]+|\.\.\/strings|\.\.\/markdown\/frame)$/;
  for (const [file, source] of Object.entries(panels)) {
    const values = source.matchAll(/^(?:import|export) (?!type )[^;]*? from "([^"]+)"/gms);
    for (const [, from] of values) expect(from, file).toMatch(allowed);
  }
});
