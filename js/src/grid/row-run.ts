/**
 * The run of a row that is open: the whole view of a run, whose messages go over the grid's connection.
 *
 * To that view this is the model of a widget, as a host would give it one.
 */

import runWidget, { type Model } from "../index";
import type { Message } from "../kernel/messages";
import type { GridClient } from "./client";

type RunView = ReturnType<typeof runWidget>;
type Listener = (...args: never[]) => void;

export class RowRun implements Model {
  /** How many views of the grid show it. */
  views = 0;
  /** JupyterLab's renderers, for views of tools; nothing else of the host, which does not know this model. */
  readonly widget_manager: unknown;
  readonly #client: GridClient;
  readonly #listeners = new Map<string, Set<Listener>>();
  #view: Promise<RunView> | undefined;
  #close = () => {};

  constructor(
    client: GridClient,
    readonly number: number,
  ) {
    this.#client = client;
    const { rendermime } = (client.manager ?? {}) as { rendermime?: unknown };
    this.widget_manager = { rendermime };
  }

  /** Show the run in `place`; rejects with a sentence where it cannot be. Returns how to take it away. */
  async show(place: HTMLElement): Promise<() => void> {
    this.#view ??= this.#load();
    const view = await this.#view;
    return view.render({ model: this, el: place });
  }

  receive(message: Message): void {
    this.#call("msg:custom", message);
  }

  disconnect(): void {
    this.#call("comm_live_update");
  }

  close(): void {
    this.#close();
  }

  // What the view asks of its model

  get(name: string): unknown {
    return name === "run" ? `row-${this.number}` : undefined;
  }

  send(content: unknown): void {
    this.#client.send({ type: "row", number: this.number, content });
  }

  on(event: string, listener: Listener): void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
  }

  off(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  #call(event: string, ...messages: Message[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...(messages as never[]));
  }

  async #load(): Promise<RunView> {
    const reply = await this.#client.request({ type: "open", number: this.number });
    if (!reply.ok) {
      this.#view = undefined; // another time it may be there
      throw new Error(reply.message);
    }
    const view = runWidget();
    this.#close = view.initialize({ model: this });
    return view;
  }
}
