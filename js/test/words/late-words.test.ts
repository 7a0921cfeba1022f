import { beforeAll, expect, it, vi } from "vitest";

const { read, watched } = vi.hoisted(() => {
  const read: string[] = [];
  /** A room's words, which note when one is read. */
  const watched = async (original: () => Promise<object>) => {
    const words = { ...(await original()) };
    for (const [name, word] of Object.entries(words))
      Object.defineProperty(words, name, { enumerable: true, get: () => (read.push(name), word) });
    return words;
  };
  return { read, watched };
});
vi.mock("../../src/views/strings", watched);
vi.mock("../../src/markdown/strings", watched);
vi.mock("../../src/json/strings", watched);
vi.mock("../../src/table/strings", watched);

beforeAll(() => {
  vi.resetModules(); // other tests have loaded them
  read.length = 0;
});

it("reads no word before something is drawn: those of another language come later", async () => {
  await import("../../src/index");
  await import("../../src/table");
  expect(read).toEqual([]);
});

it("would find one", async () => {
  const { view } = await import("../../src/views/strings");
  expect(view).toBe("Agent run");
  expect(read).toEqual(["view"]);
});
