/** Modules that are not in the bundle: Python sends their source once, when it is first needed. */

import type { Connection } from "./connection";
import type { Message } from "./messages";

export class Libraries {
  #connection: Connection;
  #sources: Readonly<Record<string, string>>;
  #modules = new Map<string, Promise<unknown>>();
  #pending = new Map<string, (source: string) => void>();

  /** `sources` are those that are at hand and need not be asked for, by name. */
  constructor(connection: Connection, sources: Readonly<Record<string, string>>) {
    this.#connection = connection;
    this.#sources = sources;
  }

  /** The module called `name`. Rejects when there is none, and stays pending when Python does not answer. */
  load<T>(name: string): Promise<T> {
    const module = this.#modules.get(name) ?? this.#source(name).then(importSource);
    this.#modules.set(name, module);
    return module as Promise<T>;
  }

  onMessage({ name, source }: Extract<Message, { type: "library" }>): void {
    this.#pending.get(name)?.(source);
    this.#pending.delete(name);
  }

  async #source(name: string): Promise<string> {
    const known = this.#sources[name];
    if (known !== undefined) return known;
    const arrived = new Promise<string>((resolve) => this.#pending.set(name, resolve));
    const reply = await Promise.race([arrived, this.#connection.request({ type: "library", name })]);
    if (typeof reply === "string") return reply;
    if (!reply.ok) throw new Error(reply.message);
    return arrived;
  }
}

async function importSource(source: string): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
