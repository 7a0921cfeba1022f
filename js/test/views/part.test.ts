import { expect, it, vi } from "vitest";
import { Libraries } from "../../src/kernel/libraries";
import type { PartModule } from "../../src/views/part";
import { useWords } from "../../src/words/translation";
import { drawn, Mounted } from "../mounted";

it("says that it is loading, and then shows the component that the module makes", async () => {
  let arrive = (_: PartModule) => {};
  const coming = new Promise<PartModule>((resolve) => (arrive = resolve));
  vi.spyOn(Libraries.prototype, "load").mockReturnValue(coming as Promise<never>);
  const view = new Mounted();
  await view.tab("Events");
  expect(view.text("[role=tabpanel]")).toBe("Loading…");
  const given: string[] = [];
  const module: PartModule = {
    default: (shared) => {
      given.push(...Object.keys(shared));
      return () => shared["preact/jsx-runtime"].jsx("p", { children: "It is here." });
    },
  };
  arrive(module);
  await drawn();
  expect(view.text("[role=tabpanel]")).toBe("It is here.");
  expect(given).toContain("views/view-state");
});

it("says why the module could not be had", async () => {
  const refuse = () => Promise.reject(new Error("The view has no library named 'events'."));
  vi.spyOn(Libraries.prototype, "load").mockImplementation(refuse);
  const view = new Mounted();
  await view.tab("Events");
  await drawn();
  expect(view.text("[role=tabpanel]")).toContain("The view has no library named 'events'.");
});

it("is made anew with the words of another language, once they came", async () => {
  const made: unknown[] = [];
  const module: PartModule = {
    default: (shared) => {
      made.push(shared.words);
      return () => shared["preact/jsx-runtime"].jsx("p", { children: String(shared.words?.[0]) });
    },
  };
  vi.spyOn(Libraries.prototype, "load").mockResolvedValue(module as never);
  const shownBy = async () => {
    const view = new Mounted();
    await view.tab("Events");
    await drawn();
    return view.text("[role=tabpanel]");
  };
  const use = (...words: string[]) => useWords({ default: words, said: (sentence) => sentence });
  use("Word");
  expect(await shownBy()).toBe("Word");
  use("Wort");
  expect([await shownBy(), await shownBy()]).toEqual(["Wort", "Wort"]);
  expect(made).toEqual([["Word"], ["Wort"]]);
});
