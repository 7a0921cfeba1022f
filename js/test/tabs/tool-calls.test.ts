import { describe, expect, it } from "vitest";
import { csv, filterAndSort, type Column } from "../../src/tabs/tool-calls";
import { Transcript, type Entry } from "../../src/transcript/schema";

function call(fields: Partial<Entry>): Entry {
  const row = { id: "e1", kind: "tool_call", tool: "add", agent: "A", ...fields } as const;
  return Transcript.from({ entries: [row] }).entries.get(row.id)!;
}

describe("as CSV", () => {
  const row = (fields: Partial<Entry>) => csv([call(fields)]).slice(csv([]).length);

  it("is a file that spreadsheets read", () => {
    const rows = csv([
      call({ arguments: '{"a": 1, "b": 2}', output: 'say "3"', started: 1500, ended: 2000 }),
    ]).split("\r\n");
    expect(rows).toEqual([
      "agent,tool,state,started_s,seconds,arguments,result",
      'A,add,done,1.500,0.500,"{""a"": 1, ""b"": 2}","say ""3"""',
      "",
    ]);
  });

  it("is its head where there is no call", () => {
    expect(csv([])).toBe("agent,tool,state,started_s,seconds,arguments,result\r\n");
  });

  it.each([
    ["plain", "plain"],
    ["", ""],
    ["a,b", '"a,b"'],
    ['"', '""""'],
    ["two\nlines", '"two\nlines"'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["a;b 'c'", "a;b 'c'"],
    ["ünï\u2028→", "ünï\u2028→"],
  ])("quotes %j only where it must", (output, cell) => {
    expect(row({ output, ended: 5 })).toBe(`A,add,done,0.000,0.005,,${cell}\r\n`);
  });

  it("has no time for a call that runs", () => {
    expect(row({ state: "running", started: 1234 })).toBe("A,add,running,1.234,,,\r\n");
  });

  it("lets no result pass for a formula", () => {
    for (const output of ["=HYPERLINK(1)", "+1", "@x", "-cmd"]) {
      expect(csv([call({ output })])).toContain(`,'${output}`);
    }
    expect(csv([call({ output: "-12.5" })])).toContain(",-12.5");
  });

  it.each(["-1+cmd|' /C calc'!A0", "-2+3", "-1e5x", " =1", "-"])(
    "marks %j as text, in whatever column",
    (text) => {
      expect(row({ output: text })).toContain(`,'${text}\r\n`);
      expect(row({ agent: text })).toMatch(/^'/);
    },
  );

  it.each(["-1", "-0.5", "-1e5", "-2.5E-10", "1-2", "a=b"])("leaves %j as it is", (output) => {
    expect(row({ output })).toBe(`A,add,done,0.000,,,${output}\r\n`);
  });

  it("marks a formula within its quotes", () => {
    expect(row({ output: '=A1&"x"' })).toContain(`,"'=A1&""x"""`);
  });
});

describe("filtered and sorted", () => {
  const calls = [
    call({ id: "e1", tool: "add", agent: "B", state: "done", started: 20, ended: 50 }),
    call({ id: "e2", tool: "div", agent: "A", state: "failed", started: 10, ended: 40 }),
    call({ id: "e3", tool: "add", agent: "A", state: "running", started: 30 }),
    call({ id: "e4", tool: "add", agent: "A", state: "done", started: 5, ended: 6 }),
  ];
  const ALL = { tool: "", agent: "", state: "" };
  const ids = (filter: Partial<typeof ALL>, column: Column = "started", descending = false) =>
    filterAndSort(calls, { ...ALL, ...filter }, { column, descending }).map(({ id }) => id);

  it.each([
    [{}, ["e4", "e2", "e1", "e3"]],
    [{ tool: "add" }, ["e4", "e1", "e3"]],
    [{ tool: "add", agent: "A" }, ["e4", "e3"]],
    [{ tool: "add", agent: "A", state: "done" }, ["e4"]],
    [{ tool: "ad" }, []],
  ])("keeps those that match all of %o", (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });

  it.each<[Column, string[], string[]]>([
    ["agent", ["e4", "e2", "e3", "e1"], ["e1", "e4", "e2", "e3"]],
    ["tool", ["e4", "e1", "e3", "e2"], ["e2", "e4", "e1", "e3"]],
    ["state", ["e4", "e1", "e2", "e3"], ["e3", "e2", "e4", "e1"]],
    ["started", ["e4", "e2", "e1", "e3"], ["e3", "e1", "e2", "e4"]],
    ["time", ["e4", "e2", "e1", "e3"], ["e3", "e2", "e1", "e4"]],
  ])("by %s; what is alike stays in order of its start, up and down", (column, up, down) => {
    expect([ids({}, column), ids({}, column, true)]).toEqual([up, down]);
  });

  it("leaves the list that it was given as it was", () => {
    ids({}, "time", true);
    expect(calls.map(({ id }) => id)).toEqual(["e1", "e2", "e3", "e4"]);
  });
});
