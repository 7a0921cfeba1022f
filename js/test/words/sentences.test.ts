import { expect, it } from "vitest";
import { LOST } from "../../src/kernel/connection";
import de from "../../src/words/de";
import ja from "../../src/words/ja";
import { sayIn, SENTENCES, type Sentences } from "../../src/words/sentences";

const LANGUAGES = { de, ja };

it("says a sentence of Python's in another language, with what stood in it", () => {
  const say = sayIn(de.sentences);
  expect(say("Stopping after this turn.")).toBe("Stoppt nach diesem Schritt.");
  expect(say("The budget of 12,000 tokens is spent.")).toBe("Das Budget von 12,000 Tokens ist verbraucht.");
  expect(say("Order, 3 fields")).toBe("Order, 3 Felder");
  expect(say("No tool call 'c1' waits for approval. Waiting: c2, c3.")).toBe(
    "Kein Aufruf 'c1' wartet auf Freigabe. Es warten: c2, c3.",
  );
});

it("also says the sentences within one", () => {
  const say = sayIn(de.sentences);
  expect(say("The budget of $0.5 is spent. Allow more, or stop the run.")).toBe(
    "Das Budget von $0.5 ist verbraucht. Erlauben Sie mehr, oder stoppen Sie den Lauf.",
  );
});

it("takes numbers in order, and other things where the language wants them", () => {
  const said = sayIn(ja.sentences)("There is no branch 4 of 'e1'; there are 3, from 1.");
  expect(said).toBe("分岐 4（'e1'）はありません。1 から 3 まであります。");
});

it("leaves alone what it does not know", () => {
  const say = sayIn(de.sentences);
  for (const text of ["", "many items", "I am Stopping after this turn.", "{1} items", "DataFrame, 28 x 3"])
    expect(say(text)).toBe(text);
});

it.each(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[])(
  "has the holes of the English in %s",
  (code) => {
    const holes = (sentence: string) => (sentence.match(/\{(?:\d|n)\}/g) ?? []).sort();
    for (const [name, sentence] of Object.entries(SENTENCES)) {
      const other = LANGUAGES[code].sentences[name as keyof Sentences];
      expect(holes(other), name).toEqual(holes(sentence));
      expect(other, name).not.toBe(sentence);
    }
  },
);

it("has what is said where the kernel has gone", () => {
  expect(Object.values<string>(SENTENCES)).toContain(LOST);
});
