import { expect, it } from "vitest";
import { kinds, kindsOfLines, type Case, type LineCase } from "./kinds";

const CASES: Case[] = [
  [
    "a function with its types",
    "async def fetch(self, url: str) -> None:",
    ["keyword:async", "keyword:def", "function:fetch", "literal:self", "type:str", "literal:None"],
  ],
  [
    "a class and its base",
    "class Agent(BaseModel, total=False):",
    ["keyword:class", "type:Agent", "type:BaseModel", "literal:False"],
  ],
  ["a call of a method", "self.print(x)", ["literal:self", "function:print"]],
  ["a decorator", "@app.get('/x')", ["meta:@app.get", "string:'/x'"]],
  ["a product of matrices, which is no decorator", "a @ b", []],
  ["a magic of a cell", "%%time", ["meta:%%time"]],
  ["a magic of a line", "%matplotlib inline", ["meta:%matplotlib"]],
  ["a remainder, which is no magic", "a = b %c", []],
  ["numbers", "0xFF + 1_000 + 1.5e-3 + 2j", ["number:0xFF", "number:1_000", "number:1.5e-3", "number:2j"]],
  ["digits in a name", "x1 = layer2", []],
  ["a keyword in a name", "format_def = classes", []],
  ["prefixes of strings", `rb"\\d" + B'x' + u"y"`, ['string:rb"\\d"', "string:B'x'", 'string:u"y"']],
  ["an escaped quote", `"a\\"b" + c`, ['string:"a\\"b"']],
  ["a hash in a string", `"#" # note`, ['string:"#"', "comment:# note"]],
  ["a string in a comment", `# it's "x"`, [`comment:# it's "x"`]],
  ["braces in a string that is no format", `"{x}" + y`, ['string:"{x}"']],
  ["doubled braces in a format", `f"{{x}}"`, ['string:f"{{x}}"']],
  ["another quote in a format", `f'{a["b"]}'`, ["string:f'", 'string:"b"', "string:'"]],
  [
    "braces in a format's expression",
    `f"{ {1: x}[2] }!"`,
    ['string:f"', "number:1", "number:2", 'string:!"'],
  ],
  ["quotes of both kinds in a long string", `'''it's "so"''' + 1`, [`string:'''it's "so"'''`, "number:1"]],
];

it.each(CASES)("reads %s", (_, code, expected) => {
  expect(kinds("python", code)).toEqual(expected);
});

const LINES: LineCase[] = [
  [
    "a long string",
    [
      ['x = """One', ['string:"""One']],
      ["def y(): # 'z'", ["string:def y(): # 'z'"]],
      ['end""" + 1', ['string:end"""', "number:1"]],
    ],
  ],
  [
    "a long format",
    [
      ["f'''a {b}", ["string:f'''a "]],
      ["{len(c)} d''' + 1", ["function:len", "string: d'''", "number:1"]],
    ],
  ],
  [
    "an expression that is open at the end of a line, in a long format",
    [
      ['f"""a {b', ['string:f"""a ']],
      ['c""" + 1', ['string:c"""', "number:1"]],
    ],
  ],
];

it.each(LINES)("goes on in the next line with %s", (_, lines) => {
  expect(
    kindsOfLines(
      "python",
      lines.map(([code]) => code),
    ),
  ).toEqual(lines.map(([, expected]) => expected));
});

it.each(['"open', "'open", 'f"open', "f'open {x"])("ends the string of one line with it: %s", (open) => {
  expect(kindsOfLines("python", [open, "y = 1"])[1]).toEqual(["number:1"]);
});
