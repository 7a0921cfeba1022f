import { beforeEach, expect, it, vi } from "vitest";
import { RunClient } from "../../src/kernel/run-client";
import { FakePython } from "../fake-python";

const SOURCE = "export default 'loaded'; export const answer = 42;";

interface Loaded {
  default: string;
  answer: number;
}

let blobs: Blob[];
let python: FakePython;
beforeEach(() => {
  blobs = [];
  python = new FakePython();
  // Node imports no blob, but a data address.
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return `data:text/javascript,${encodeURIComponent(SOURCE)}`;
  });
});

it("asks Python once for a module, however many want it", async () => {
  const revoke = vi.spyOn(URL, "revokeObjectURL");
  const first = python.client.libraries.load<Loaded>("math");
  const second = python.client.libraries.load<Loaded>("math");
  expect(python.sent).toEqual([{ type: "library", name: "math", command: 1 }]);
  python.deliver({ type: "library", name: "math", source: SOURCE });
  expect((await first).answer).toBe(42);
  expect(await second).toBe(await first);
  expect(blobs).toHaveLength(1);
  expect([await blobs[0]!.text(), blobs[0]!.type]).toEqual([SOURCE, "text/javascript"]);
  expect(revoke).toHaveBeenCalledTimes(1);
});

it("takes a source that is at hand, without Python", async () => {
  const client = new RunClient(null, { math: SOURCE });
  expect((await client.libraries.load<Loaded>("math")).default).toBe("loaded");
  expect(await blobs[0]!.text()).toBe(SOURCE);
});

it("waits for the source where the reply comes first", async () => {
  const loaded = python.client.libraries.load<Loaded>("view:plot");
  python.reply(true);
  await Promise.resolve();
  python.deliver({ type: "library", name: "other", source: "" });
  expect(blobs).toEqual([]);
  python.deliver({ type: "library", name: "view:plot", source: SOURCE });
  expect((await loaded).default).toBe("loaded");
});

it("says why there is none", async () => {
  const loaded = python.client.libraries.load("view:plot");
  python.reply(false, "There is no view of plot.");
  await expect(loaded).rejects.toThrow("There is no view of plot.");
});

it("says what is wrong with a source", async () => {
  vi.mocked(URL.createObjectURL).mockReturnValue("data:text/javascript,throw new Error('broken')");
  const revoke = vi.spyOn(URL, "revokeObjectURL");
  const loaded = python.client.libraries.load("view:plot");
  python.deliver({ type: "library", name: "view:plot", source: "?" });
  await expect(loaded).rejects.toThrow("broken");
  expect(revoke).toHaveBeenCalledTimes(1);
});
