/**
 * A fake of Python behind a real client: it keeps the commands that were sent, and delivers what a test gives
 * it.
 */

import type { Command, Message } from "../src/kernel/messages";
import { RunClient } from "../src/kernel/run-client";
import type { Entry, Facts, Patch } from "../src/transcript/schema";

export type SentCommand = Command & { command?: number };

export class FakePython {
  readonly sent: SentCommand[] = [];
  readonly client: RunClient;
  #seq = 0;

  /** `reachable`: whether a kernel could be there at all. */
  constructor(reachable = true) {
    const send = (message: object) => void this.sent.push(message as SentCommand);
    this.client = new RunClient(reachable ? send : null);
  }

  /** Send one row. */
  row(patches: Patch[], { t = this.#seq * 100, seq = this.#seq + 1 } = {}): void {
    this.#seq = seq;
    this.client.onMessage({ seq, t, patches });
  }

  deliver(message: Message): void {
    this.client.onMessage(message);
  }

  entry(entry: Partial<Entry>, t?: number): void {
    this.row([put("entries", { state: "done", ...entry })], t === undefined ? {} : { t });
  }

  set(id: string, fields: Partial<Entry>): void {
    this.row(
      Object.entries(fields).map(([field, value]) => ({ op: "set", at: ["entries", id, field], value })),
    );
  }

  append(id: string, field: keyof Entry, value: string): void {
    this.row([{ op: "append", at: ["entries", id, field], value }]);
  }

  facts(facts: Partial<Facts>): void {
    this.row(Object.entries(facts).map(([field, value]) => ({ op: "set", at: [field], value })));
  }

  /** The commands of one type that were asked. */
  commands(type: Command["type"]): SentCommand[] {
    return this.sent.filter((command) => command.type === type);
  }

  /** Answer the last command that wants a reply. */
  reply(ok: boolean, message = ""): void {
    const to = this.sent.findLast((command) => command.command !== undefined)!.command!;
    this.deliver({ type: "reply", to, ok, message });
  }
}

export function put(collection: string, value: object): Patch {
  return { op: "put", at: [collection], value };
}
