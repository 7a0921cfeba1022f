import { expect, it } from "vitest";
import { clock, duration, headline, money, size } from "../../src/views/format";

it("gives times as people say them", () => {
  expect([0, 400, 999.4, 999.6, 9949, 9950, 59_499, 59_500, 67_000, 3_723_000].map(duration)).toEqual([
    "0 ms",
    "400 ms",
    "999 ms",
    "1.0 s",
    "9.9 s",
    "10 s",
    "59 s",
    "0:59 min",
    "1:07 min",
    "1:02:03 min",
  ]);
  expect([0, 7999, 67_000, 3_723_000].map(clock)).toEqual(["0:00", "0:07", "1:07", "1:02:03"]);
});

it("gives small sums enough digits", () => {
  expect([0, 0.0012, 0.25, 1, 12.345].map(money)).toEqual(["$0.00", "$0.0012", "$0.2500", "$1.00", "$12.35"]);
});

it("gives sizes", () => {
  expect([812, 24_000, 1_234_567].map(size)).toEqual(["812 characters", "24 kB", "1.2 MB"]);
});

it("cuts a text to its beginning, on one line", () => {
  expect(headline("  a\n  b\tc ")).toBe("a b c");
  expect(headline("x".repeat(500), 10)).toBe(`${"x".repeat(9)}…`);
  expect(headline("one two three four", 12)).toBe("one two…");
  expect(headline("one two three four", 18)).toBe("one two three four");
  expect(headline("x".repeat(8) + "😀".repeat(9), 10)).toBe(`${"x".repeat(8)}…`);
});
