/** Libraries too large for the bundle: their source comes from Python, once, when first needed. */

import type { Link } from "./link";
import type { Message } from "./messages";

export class Libraries {
  #link: Link;
  #modules = new Map<string, Promise<unknown>>();
  #arrived = new Map<string, (source: string) => void>();

  constructor(link: Link) {
    this.#link = link;
  }

  /** The module called `name`. It never resolves where nobody can send it. */
  load<T>(name: string): Promise<T> {
    const known = this.#modules.get(name);
    if (known) return known as Promise<T>;
    const source = new Promise<string>((resolve) => this.#arrived.set(name, resolve));
    const module = source.then(importSource);
    this.#modules.set(name, module);
    this.#link.tell({ type: "library", name });
    return module as Promise<T>;
  }

  /** Have the source at hand before anybody asks. */
  provide(name: string, source: string): void {
    this.#modules.set(name, importSource(source));
  }

  receive({ name, source }: Extract<Message, { type: "library" }>): void {
    this.#arrived.get(name)?.(source);
    this.#arrived.delete(name);
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
