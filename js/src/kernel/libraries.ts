/** Libraries too large for the bundle: their source comes from Python, once, when first needed. */

import type { Link } from "./connection";
import type { Message } from "./messages";

export class Libraries {
  #link: Link;
  #sources: Readonly<Record<string, string>>;
  #modules = new Map<string, Promise<unknown>>();
  #arrived = new Map<string, (source: string) => void>();

  /** `sources` are those at hand, which need not be asked for. */
  constructor(link: Link, sources: Readonly<Record<string, string>>) {
    this.#link = link;
    this.#sources = sources;
  }

  /** The module called `name`. Rejects when there is none, and never resolves when nobody answers. */
  load<T>(name: string): Promise<T> {
    const module = this.#modules.get(name) ?? this.#source(name).then(importSource);
    this.#modules.set(name, module);
    return module as Promise<T>;
  }

  receive({ name, source }: Extract<Message, { type: "library" }>): void {
    this.#arrived.get(name)?.(source);
    this.#arrived.delete(name);
  }

  async #source(name: string): Promise<string> {
    const given = this.#sources[name];
    if (given !== undefined) return given;
    const arrived = new Promise<string>((resolve) => this.#arrived.set(name, resolve));
    const reply = this.#link.ask({ type: "library", name });
    const refused = reply.then(({ ok, message }) => (ok ? arrived : Promise.reject(new Error(message))));
    return Promise.race([arrived, refused]);
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
