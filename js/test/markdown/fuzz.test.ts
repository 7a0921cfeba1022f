import { describe, expect, it } from "vitest";
import { pieces, seeded } from "../random";
import { document as randomDocument } from "./generator";
import { drawnAtOnce } from "./reference";
import { streamed } from "./streaming";

const DOCUMENTS = 300;

describe("random documents", () => {
  it("show the same however they are streamed", () => {
    for (let seed = 0; seed < DOCUMENTS; seed += 1) {
      const random = seeded(seed);
      const text = randomDocument(random);
      const expected = drawnAtOnce(text);
      expect(streamed([text]), `seed ${seed}, at once: ${JSON.stringify(text)}`).toBe(expected);
      const parts = pieces(random, text, 1 + Math.floor(random() * 12));
      expect(streamed(parts), `seed ${seed}, in pieces: ${JSON.stringify(text)}`).toBe(expected);
    }
  });

  it("show the same if they are long", () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const random = seeded(1_000_000 + seed);
      const items = Array.from({ length: 130 }, (_, index) => `${index + 1}. item\n`).join("");
      const rows = `| a | b |\n|---|---|\n${"| 1 | [r] |\n".repeat(130)}`;
      const text = `${randomDocument(random, 90)}\n\n${items}\n${rows}\n${randomDocument(random, 60)}`;
      const expected = drawnAtOnce(text);
      expect(streamed([text]), `seed ${seed}, at once`).toBe(expected);
      expect(streamed(pieces(random, text, 40)), `seed ${seed}, in pieces`).toBe(expected);
    }
  });
});
