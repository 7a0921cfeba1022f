import { describe, expect, it } from "vitest";
import { document as randomDocument, pieces, seeded } from "./generator";
import { drawnAtOnce } from "./reference";
import { streamed } from "./streaming";

const DOCUMENTS = 300;

describe("random documents", () => {
  it("show the same however they are streamed", { timeout: 120_000 }, () => {
    for (let seed = 0; seed < DOCUMENTS; seed += 1) {
      const random = seeded(seed);
      const text = randomDocument(random);
      const expected = drawnAtOnce(text);
      expect(streamed([text]), `seed ${seed}, at once: ${JSON.stringify(text)}`).toBe(expected);
      const parts = pieces(random, text, 1 + Math.floor(random() * 12));
      expect(streamed(parts), `seed ${seed}, in pieces: ${JSON.stringify(text)}`).toBe(expected);
    }
  });
});
