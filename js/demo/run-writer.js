/** Writes a tape the way the projector does: one small step of a run after the other. */

const FLUSH_MS = 40;

export class RunWriter {
  constructor({ model, agent, abilities }) {
    this.rows = [];
    this.t = 0;
    this.ids = {};
    this.lanes = new Set();
    this.usage = { requests: 0, input_tokens: 0, output_tokens: 0, cached_tokens: 0, reasoning_tokens: 0 };
    this.parent = null;
    this.turn = 0;
    this.entries = {};
    this.put(
      { op: "set", at: ["began"], value: 1795357200 },
      { op: "set", at: ["abilities"], value: abilities },
    );
    this.model = model;
    this.enter(agent);
  }

  put(...patches) {
    this.rows.push({ seq: this.rows.length + 1, t: Math.round(this.t), patches });
  }

  mint(letter) {
    this.ids[letter] = (this.ids[letter] ?? 0) + 1;
    return letter + this.ids[letter];
  }

  enter(agent) {
    const patches = [];
    if (!this.lanes.has(agent)) {
      this.lanes.add(agent);
      patches.push({
        op: "put",
        at: ["lanes"],
        value: { id: this.mint("a"), name: agent, ...(this.parent ? { parent: this.parent } : {}) },
      });
    }
    if (!this.parent) patches.push({ op: "set", at: ["agent"], value: agent });
    if (patches.length) this.put(...patches);
  }

  entry(value) {
    const row = {
      id: this.mint("e"),
      started: Math.round(this.t),
      turn: this.turn,
      ...(this.parent ? { parent: this.parent } : {}),
      ...value,
    };
    this.entries[row.id] = row;
    this.put({ op: "put", at: ["entries"], value: row });
    return row.id;
  }

  set(id, fields) {
    this.put(
      ...Object.entries(fields).map(([field, value]) => ({ op: "set", at: ["entries", id, field], value })),
    );
  }

  stream(id, field, text, ms) {
    const steps = Math.max(1, Math.round(ms / FLUSH_MS));
    for (let step = 0; step < steps; step++) {
      const piece = text.slice(
        Math.round((text.length * step) / steps),
        Math.round((text.length * (step + 1)) / steps),
      );
      this.t += ms / steps;
      if (piece) this.put({ op: "append", at: ["entries", id, field], value: piece });
    }
  }

  user(text) {
    this.entry({ kind: "user", text });
  }

  call(agent, wait, body) {
    this.enter(agent);
    this.turn++;
    const call = {
      id: this.mint("m"),
      agent,
      turn: this.turn,
      model: this.model,
      started: Math.round(this.t),
      ...(this.parent ? { parent: this.parent } : {}),
    };
    this.t += wait;
    this.put({ op: "put", at: ["calls"], value: call }, { op: "set", at: ["model"], value: this.model });
    this.put({ op: "set", at: ["calls", call.id, "first_token"], value: Math.round(this.t) });
    body({
      end: ({ input, output, cached, reasoning }) => {
        const u = this.usage;
        this.usage = {
          requests: u.requests + 1,
          input_tokens: u.input_tokens + input,
          output_tokens: u.output_tokens + output,
          cached_tokens: u.cached_tokens + cached,
          reasoning_tokens: u.reasoning_tokens + reasoning,
        };
        const done = {
          ...call,
          first_token: call.started + wait,
          ended: Math.round(this.t),
          input_tokens: input,
          output_tokens: output,
          cached_tokens: cached,
          reasoning_tokens: reasoning,
        };
        this.put(
          { op: "put", at: ["calls"], value: done },
          { op: "set", at: ["usage"], value: this.usage },
          { op: "set", at: ["cost"], value: (this.usage.input_tokens + 8 * this.usage.output_tokens) / 4e6 },
        );
      },
    });
  }

  text(kind, agent, text, ms) {
    const id = this.entry({ kind, agent, state: "streaming" });
    this.stream(id, "text", text, ms);
    this.set(id, { state: "done", ended: Math.round(this.t) });
    return id;
  }

  message(agent, text, ms) {
    return this.text("message", agent, text, ms);
  }

  reasoning(agent, text, ms) {
    return this.text("reasoning", agent, text, ms);
  }

  tool(agent, tool, args, ms) {
    const id = this.entry({
      kind: "tool_call",
      agent,
      tool,
      call_id: `call_${this.ids.e}`,
      state: "streaming",
    });
    this.stream(id, "arguments", JSON.stringify(args), ms);
    return id;
  }

  run(id) {
    this.set(id, { state: "running", started: Math.round(this.t) });
  }

  progress(id, steps, word, ms) {
    this.run(id);
    steps.forEach((progress, at) => {
      this.t += ms / steps.length;
      this.put(
        { op: "set", at: ["entries", id, "progress"], value: progress },
        { op: "append", at: ["entries", id, "log"], value: `${word} ${at + 1} of ${steps.length}\n` },
      );
    });
  }

  result(id, output, ms, display) {
    this.t += ms;
    this.set(id, { output, ...(display ? { display } : {}), state: "done", ended: Math.round(this.t) });
  }

  fail(id, output, ms, traceback) {
    this.run(id);
    this.t += ms;
    this.set(id, {
      output,
      traceback: traceback ?? `Traceback (most recent call last):\n${output}`,
      state: "failed",
      ended: Math.round(this.t),
    });
  }

  await(id, schema, ms) {
    this.set(id, { state: "awaiting_approval", schema });
    this.put(
      { op: "set", at: ["status"], value: "waiting" },
      { op: "set", at: ["detail"], value: `Approval needed: ${this.entries[id].tool}.` },
    );
    this.t += ms;
  }

  approve(id, ms) {
    this.set(id, { state: "running", schema: null, started: Math.round(this.t) });
    this.put({ op: "set", at: ["status"], value: "running" }, { op: "set", at: ["detail"], value: "" });
    this.t += ms;
  }

  handoff(source, target, why, ms) {
    const id = this.entry({
      kind: "handoff",
      agent: source,
      source,
      tool: `transfer_to_${target.toLowerCase()}`,
      call_id: `call_h${this.ids.e}`,
      state: "streaming",
    });
    const reason = JSON.stringify({ reason: why });
    this.stream(id, "arguments", reason, ms);
    this.put({
      op: "put",
      at: ["entries"],
      value: {
        ...this.entries[id],
        target,
        arguments: reason,
        state: "done",
        ended: Math.round(this.t),
      },
    });
    this.enter(target);
  }

  within(id, agent, body) {
    this.parent = id;
    this.enter(agent);
    body();
    this.parent = null;
  }

  guardrail(agent, guardrail, reason, text) {
    const said = this.message(agent, text, 400);
    this.set(said, { state: "retracted", guardrail });
    this.entry({ kind: "guardrail", agent, guardrail, text: reason, state: "failed" });
  }

  error(error, text, hint, traceback) {
    this.entry({ kind: "error", error, text, hint, traceback, state: "failed" });
    this.end("failed", text);
  }

  done() {
    this.end("done", "");
  }

  end(status, detail) {
    this.put(
      { op: "set", at: ["status"], value: status },
      { op: "set", at: ["detail"], value: detail },
      { op: "set", at: ["ended"], value: Math.round(this.t) },
    );
  }
}
