/** A long run of everything: agents, handoffs, a nested agent, many tools, approvals, a guardrail, 30,000 tokens. */

import { RunWriter } from "./run-writer.js";

const PARAGRAPH =
  "The quick brown fox jumps over the lazy dog, and **then** it *rests* under a `tree` for a while. " +
  "See [the guide](https://example.com/guide) for more, or ask again.\n\n";
const PIECES = [
  "## A heading with a [link](https://example.com)\n\n",
  PARAGRAPH,
  PARAGRAPH,
  "1. first\n2. second\n   - nested\n   - deeper\n3. third\n\n",
  "| name | value | note |\n| --- | ---: | --- |\n| a | 1 | yes |\n| b | 22 | no |\n| c | 333 | **maybe** |\n\n",
  PARAGRAPH,
  '```python\ndef add(a: int, b: int) -> int:\n    """Add two numbers."""\n    return a + b  # simple\n```\n\n',
  "Euler: $e^{i\\pi} + 1 = 0$, and\n\n$$\\sum_{k=1}^n k = \\frac{n(n+1)}{2}$$\n\n",
  PARAGRAPH,
  "> A quote that goes on\n> over two lines.\n\n- [x] done\n- [ ] open\n\n",
];

export function markdown(characters) {
  let text = "";
  for (let at = 0; text.length < characters; at++) text += PIECES[at % PIECES.length];
  return text;
}

export function torture() {
  const s = new RunWriter({
    model: "gpt-5.2",
    agent: "Planner",
    abilities: ["stop", "stop_after_turn", "pause", "approve", "say"],
  });
  const tokens = { input: 1000, output: 400, cached: 0, reasoning: 0 };
  s.user("Do everything.");
  for (const [agent, next] of [
    ["Planner", "Worker"],
    ["Worker", "Writer"],
  ]) {
    for (let round = 0; round < 2; round++) {
      s.call(agent, 200, (m) => {
        s.reasoning(agent, markdown(800), 300);
        s.message(agent, markdown(2500), 700);
        const ids = Array.from({ length: 10 }, (_, at) =>
          s.tool(agent, `tool_${at}`, { at, text: "some words", list: [1, 2, 3] }, 80),
        );
        m.end(tokens);
        ids.forEach((id) => s.run(id));
        ids.forEach((id, at) =>
          at % 5 === 4 ? s.fail(id, "ValueError: no", 30) : s.result(id, `{"rows": ${at}, "ok": true}`, 40),
        );
      });
    }
    s.call(agent, 200, (m) => {
      const ask = s.tool(agent, "pay", { amount: 12 }, 100);
      const outer = s.tool(agent, "research", { topic: "foxes" }, 100);
      m.end(tokens);
      s.await(ask, { type: "object", properties: { amount: { type: "number" } } }, 400);
      s.approve(ask, 50);
      s.result(ask, "paid", 100);
      s.run(outer);
      s.within(outer, "Researcher", () =>
        s.call("Researcher", 100, (inner) => {
          s.message("Researcher", markdown(1500), 500);
          inner.end(tokens);
        }),
      );
      s.result(outer, "foxes jump", 100);
    });
    s.call(agent, 200, (m) => {
      s.handoff(agent, next, "the next part", 200);
      m.end(tokens);
    });
  }
  s.call("Writer", 300, (m) => {
    s.message("Writer", markdown(100_000), 12_000);
    m.end(tokens);
  });
  s.guardrail("Writer", "no_foxes", "Too many foxes.", "One more fox.");
  s.done();
  return s.rows;
}

/** One long answer at 1,000 tokens a second. */
export function essay() {
  const s = new RunWriter({ model: "gpt-5.2", agent: "Writer", abilities: ["stop"] });
  s.user("Write a book.");
  s.call("Writer", 300, (m) => {
    s.message("Writer", markdown(100_000), 25_000);
    m.end({ input: 10, output: 25_000, cached: 0, reasoning: 0 });
  });
  s.done();
  return s.rows;
}
