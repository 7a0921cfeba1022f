import { expect, it } from "vitest";
import { csv } from "../../src/tabs/tool-calls";
import { Transcript, type Entry } from "../../src/transcript/schema";

function call(fields: Partial<Entry>): Entry {
  const row = { id: "e1", kind: "tool_call", tool: "add", agent: "A", ...fields } as const;
  return Transcript.from({ entries: [row] }).entries.get("e1")!;
}

it("writes a CSV file that spreadsheets read", () => {
  const rows = csv([
    call({ arguments: '{"a": 1, "b": 2}', output: 'say "3"', started: 1500, ended: 2000 }),
  ]).split("\r\n");
  expect(rows).toEqual([
    "agent,tool,state,started_s,seconds,arguments,result",
    'A,add,done,1.500,0.500,"{""a"": 1, ""b"": 2}","say ""3"""',
    "",
  ]);
});

it("lets no result pass for a formula", () => {
  for (const output of ["=HYPERLINK(1)", "+1", "@x", "-cmd"]) {
    expect(csv([call({ output })])).toContain(`,'${output}`);
  }
  expect(csv([call({ output: "-12.5" })])).toContain(",-12.5");
});
