/** Runs to look at: each function gives the rows of a tape. */

import { RunWriter } from "./run-writer.js";

const SCHEMA = {
  type: "object",
  properties: {
    order: { type: "string", description: "The order's number", pattern: "^[A-Z]-\\d+$" },
    amount: { type: "number", minimum: 0, maximum: 500, description: "US dollars" },
    reason: { type: "string", enum: ["duplicate", "damaged", "late"] },
    notify: { type: "boolean", description: "Tell the customer by mail" },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
  required: ["order", "amount", "reason"],
};

const FRAME = `<table border="1" class="dataframe"><thead><tr><th></th><th>order</th><th>day</th><th>amount</th></tr></thead>
<tbody><tr><th>0</th><td>A-7</td><td>2026-11-02</td><td>42.00</td></tr><tr><th>1</th><td>A-7</td><td>2026-11-02</td><td>42.00</td></tr>
<tr><th>2</th><td>B-2</td><td>2026-10-19</td><td>12.50</td></tr></tbody></table>`;

const ANSWER = `Done: **$42.00** will be back on your card by *Thursday*.

| Order | Charged | Refunded |
| --- | ---: | ---: |
| A-7 | $84.00 | $42.00 |
| B-2 | $12.50 | – |

What happened, in short:

1. The payment page was sent twice, 1.3 s apart.
2. Both charges went through, since they carried different keys.
3. I refunded the second one and noted it on your account.

\`\`\`python
refund(order="A-7", amount=42.00, reason="duplicate")
\`\`\`

> You will get a mail with the receipt in the next minutes.

See [our refund policy](https://example.com/refunds) for the rest.`;

/** Two agents, a handoff, tools with progress, an approval, an answer in Markdown. */
export function refund({ until } = {}) {
  const s = new RunWriter({
    model: "gpt-5.2-mini",
    agent: "Triage",
    abilities: ["stop", "stop_after_turn", "pause", "approve"],
  });
  s.user("I was charged twice for order **A-7**. Can you help?\nMy customer number is c_81.");
  s.call("Triage", 900, (m) => {
    s.reasoning(
      "Triage",
      "The customer says they were charged twice for one order. First find the orders, then compare the charges.",
      1400,
    );
    s.message("Triage", "Let me look that up.", 500);
    const a = s.tool("Triage", "find_orders", { customer: "c_81", limit: 10 }, 500);
    const b = s.tool("Triage", "customer_profile", { id: "c_81" }, 350);
    m.end({ input: 412, output: 96, cached: 128, reasoning: 44 });
    s.progress(a, [0.2, 0.5, 0.8], "page", 700);
    s.result(b, '{"name": "Ada Lovelace", "tier": "gold", "since": 2019}', 0);
    s.result(
      a,
      "  order         day  amount\n0   A-7  2026-11-02   42.00\n1   A-7  2026-11-02   42.00\n2   B-2  2026-10-19   12.50",
      200,
      { "text/html": FRAME },
    );
  });
  s.call("Triage", 700, (m) => {
    s.handoff("Triage", "Refunds", "Duplicate charge confirmed for A-7", 600);
    m.end({ input: 690, output: 31, cached: 412, reasoning: 0 });
  });
  s.call("Refunds", 800, (m) => {
    s.message(
      "Refunds",
      "I can see two charges of $42.00, 1.3 seconds apart. I will refund the second one.",
      900,
    );
    const check = s.tool("Refunds", "check_policy", { order: "A-7", country: "DE" }, 300);
    const pay = s.tool(
      "Refunds",
      "refund",
      { order: "A-7", amount: 42.0, reason: "duplicate", notify: true },
      700,
    );
    m.end({ input: 905, output: 88, cached: 640, reasoning: 0 });
    s.fail(check, "PolicyServiceError: the policy service did not answer within 2 s", 600);
    s.await(pay, SCHEMA, 3000);
    s.approve(pay, 200);
    s.progress(pay, [0.4, 0.9], "bank", 900);
    s.result(pay, "Refund R-1093 of $42.00 accepted", 500);
  });
  s.call("Refunds", 900, (m) => {
    s.message("Refunds", ANSWER, 4000);
    m.end({ input: 1210, output: 231, cached: 905, reasoning: 0 });
  });
  s.done();
  return s.rows;
}

/** A scripted model, one agent, then a follow-up question. */
export function chat() {
  const s = new RunWriter({ model: "demo", agent: "Joker", abilities: ["stop", "say", "retry", "edit"] });
  s.user("Tell me a joke about integrals.");
  s.call("Joker", 300, (m) => {
    s.message(
      "Joker",
      "Why did the integral break up with the derivative?\n\nBecause it needed some *space under the curve*: $\\int_0^1 x^2\\,dx = \\tfrac13$.",
      1200,
    );
    m.end({ input: 40, output: 38, cached: 0, reasoning: 0 });
  });
  s.done();
  return s.rows;
}

/** A run that ends badly. */
export function failure() {
  const s = new RunWriter({ model: "local/smollm2", agent: "Analyst", abilities: ["stop"] });
  s.user("Load sales.csv and plot it.");
  s.call("Analyst", 500, (m) => {
    s.message("Analyst", "I will read the file first, and then", 500);
    const load = s.tool("Analyst", "read_csv", { path: "sales.csv" }, 300);
    m.end({ input: 120, output: 20, cached: 0, reasoning: 0 });
    s.fail(
      load,
      "FileNotFoundError: [Errno 2] No such file or directory: 'sales.csv'",
      300,
      "Traceback (most recent call last):\n  File \"tools.py\", line 12, in read_csv\n    return pd.read_csv(path)\nFileNotFoundError: [Errno 2] No such file or directory: 'sales.csv'",
    );
  });
  s.guardrail(
    "Analyst",
    "no_made_up_numbers",
    "The answer names figures that no tool returned.",
    "Revenue was $1.2M in March, up 8 %.",
  );
  s.error(
    "APIConnectionError",
    "Connection error: nothing listens at http://localhost:11434/v1.",
    "Start the server, or give another base_url.",
    'Traceback (most recent call last):\n  File "client.py", line 1571, in request\nopenai.APIConnectionError: Connection error.',
  );
  return s.rows;
}

/** An agent used as a tool, with its own calls inside. */
export function nested() {
  const s = new RunWriter({ model: "gpt-5.2", agent: "Editor", abilities: ["stop", "pause"] });
  s.user("Write a short note on the Antikythera mechanism.");
  s.call("Editor", 500, (m) => {
    const outer = s.tool("Editor", "research", { topic: "Antikythera mechanism" }, 400);
    m.end({ input: 100, output: 20, cached: 0, reasoning: 0 });
    s.run(outer);
    s.within(outer, "Researcher", () => {
      s.call("Researcher", 400, (inner) => {
        s.message("Researcher", "Searching two sources.", 300);
        const one = s.tool("Researcher", "search", { q: "antikythera gears" }, 200);
        inner.end({ input: 80, output: 20, cached: 0, reasoning: 0 });
        s.result(one, "12 hits", 400);
      });
    });
    s.result(outer, "30 gears, about 100 BC, predicts eclipses.", 400);
  });
  s.call("Editor", 400, (m) => {
    s.message("Editor", "The **Antikythera mechanism** is a geared calculator from about 100 BC.", 900);
    m.end({ input: 220, output: 40, cached: 100, reasoning: 0 });
  });
  s.done();
  return s.rows;
}
export { essay, torture } from "./torture.js";
