import { expect, it, onTestFinished } from "vitest";
import { addressOfEntry, entryOfAddress } from "../../src/host/entry-address";

it.each(["", "agw-5d0c73c2a1b4"])(
  "gives an id back from its address, whatever is in it (run '%s')",
  (run) => {
    for (const id of ["e5", "a b#c/d", "%41", "é"]) {
      expect(entryOfAddress(run, addressOfEntry(run, id))).toBe(id);
    }
  },
);

it("reads no other address", () => {
  for (const hash of ["", "#", "#e5", "#entry-%zz", "#agw-2/e1"]) {
    expect(entryOfAddress("", `http://localhost/${hash}`)).toBe("");
    expect(entryOfAddress("agw-1", `http://localhost/${hash}`)).toBe("");
  }
});

it.each([
  ["/lab", "/lab/tree/a%20b/c%23.ipynb"],
  ["/lab/tree/other.ipynb", "/lab/tree/a%20b/c%23.ipynb"],
  ["/user/ann/lab/workspaces/w/tree/other.ipynb", "/user/ann/lab/workspaces/w/tree/a%20b/c%23.ipynb"],
  ["/notebooks/a%20b/c%23.ipynb", "/notebooks/a%20b/c%23.ipynb"],
])("names the notebook that the view is in, on the page %s", (page, expected) => {
  const before = location.href;
  onTestFinished(() => history.replaceState(null, "", before));
  history.replaceState(null, "", page);
  expect(new URL(addressOfEntry("agw-1", "e2", "a b/c#.ipynb")).pathname).toBe(expected);
});

it("keeps what is asked of the page, but for the server's token", () => {
  const before = location.href;
  history.replaceState(null, "", "?token=secret&reset=1#entry-e1");
  expect(addressOfEntry("agw-1", "e2")).toMatch(/\?reset=1#agw-1\/e2$/);
  history.replaceState(null, "", before);
});
