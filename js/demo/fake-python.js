/** A fake of Python: plays rows, answers commands, and keeps the commands. */

export class FakePython {
  constructor(rows, { at, speed, live }) {
    this.rows = rows;
    this.at = at;
    this.speed = speed;
    this.live = live;
    this.commands = [];
    this.delivered = 0;
    this.listeners = [];
  }

  get(name) {
    if (name === "suggestions") return ["What can you do?", "Show me my last order"];
    if (name === "snapshot") return { seq: 0, t: 0, transcript: {} };
    return undefined;
  }

  on(event, listener) {
    if (event === "msg:custom") this.listeners.push(listener);
  }

  off() {}

  send(command) {
    this.commands.push(command);
    if (!this.live) return;
    if (command.type === "hello") this.deliverLater({ type: "reply", to: 0, ok: true, message: "" });
    else if (command.command) setTimeout(() => this.reply(command), 150);
    if (command.type === "events" && command.open) this.deliverLater(this.events());
    if (command.type === "event")
      this.deliverLater({
        type: "event",
        n: command.n,
        json: { type: "response.output_text.delta", n: command.n, delta: "Hello" },
      });
    if (command.type === "tape")
      this.deliverLater({ type: "tape", header: {}, rows: this.rows.slice(0, this.delivered) });
    if (command.type === "library") this.library(command.name);
    if (command.type === "result")
      this.deliverLater({ type: "result", id: command.id, text: "the whole result\n".repeat(500) });
  }

  async library(name) {
    const source = await (await fetch(`../../agents_widget/widget/static/${name}.js`)).text();
    this.deliverLater({ type: "library", name, source });
  }

  start() {
    if (!this.live) this.deliverLater = this.deliver;
    if (this.at !== null) {
      while (this.delivered < this.rows.length && this.rows[this.delivered].t <= this.at)
        this.deliver(this.rows[this.delivered++]);
      return;
    }
    const began = performance.now();
    const timer = setInterval(() => {
      const now = (performance.now() - began) * this.speed;
      while (this.delivered < this.rows.length && this.rows[this.delivered].t <= now)
        this.deliver(this.rows[this.delivered++]);
      if (this.delivered === this.rows.length) clearInterval(timer);
    }, 16);
  }

  deliverLater(message) {
    setTimeout(() => this.deliver(message), 5);
  }

  deliver(message) {
    for (const listener of this.listeners) listener(message);
  }

  reply({ type, command, variable }) {
    if (type === "name")
      return this.deliverLater({
        type: "reply",
        to: command,
        ok: true,
        message: `${variable} is now a DataFrame.`,
      });
    this.deliverLater({ type: "reply", to: command, ok: true, message: "" });
  }

  events() {
    const kinds = [
      ["agent", "agent_updated_stream_event", "Triage"],
      ["raw", "response.created", "gpt-5.2-mini"],
      ["raw", "response.reasoning_summary_text.delta", "The customer says they were charged twice", 21],
      ["raw", "response.output_text.delta", "Let me look that up.", 6],
      ["item", "tool_called", "find_orders"],
      ["item", "tool_output", "3 orders"],
      ["raw", "response.completed", "412 tokens"],
      ["other", "tool_progress_stream_event", "40 %"],
    ];
    const rows = [];
    let n = 0;
    for (let round = 0; round < 6; round++) {
      for (const [kind, type, summary, count] of kinds) {
        rows.push({ n, t: n * 90, kind, type, summary, ...(count ? { count } : {}) });
        n += count ?? 1;
      }
    }
    return { type: "events", from: 0, total: n, rows };
  }
}
