/** A grid on the page over a stand-in for Python: its widget, its model, and what was sent. */

import { onTestFinished } from "vitest";
import widget from "../../src/grid/index";
import {
  STATES,
  type AgentFigures,
  type GridFacts,
  type GridMessage,
  type GridSnapshot,
  type RowArray,
  type RunState,
} from "../../src/grid/messages";
import type { Model } from "../../src/index";
import { drawn } from "../mounted";

export const FACTS: GridFacts = {
  status: "running",
  detail: "",
  ms: 0,
  eta: null,
  cost: null,
  budget: null,
  rate: null,
  limit: null,
  held: false,
  counts: STATES.map(() => 0),
  scorers: ["right"],
};
export const AGENT: Omit<AgentFigures, "name"> = {
  done: 0,
  failed: 0,
  retried: 0,
  ms: 0,
  tokens: 0,
  cost: null,
  scores: {},
};

/** A run as it is sent. */
export function told(
  number: number,
  state: RunState,
  { text = "", score = null as number | null } = {},
): RowArray {
  return [number, STATES.indexOf(state), 1, 5, 0, 1, 9, null, text, "", 0, [], [score]];
}

/** A grid of one run for each state, of one agent. */
export function snapshotOf(states: readonly RunState[], facts: Partial<GridFacts> = {}): GridSnapshot {
  return {
    seq: 0,
    epochs: 1,
    total: states.length,
    facts: { ...FACTS, ...facts },
    agents: [{ ...AGENT, name: "small" }],
    data: [
      {
        cases: states.map((_, at) => [at, `question ${at}`, ""]),
        plans: states.map((_, at) => [at, 0, at, 0]),
        rows: states.map((state, at) => told(at, state)),
      },
    ],
  };
}

type Sent = Record<string, unknown> & { type: string };

export class MountedGrid implements Model {
  readonly sent: Sent[] = [];
  readonly element = document.body.appendChild(document.createElement("div"));
  #seq = 0;
  readonly #listeners = new Map<string, Set<(...given: never[]) => void>>();

  constructor(
    private snapshot: GridSnapshot | null,
    readonly widget_manager?: unknown,
  ) {
    const { initialize, render } = widget();
    const end = initialize({ model: this });
    const unmount = render({ model: this, el: this.element });
    this.deliver({ type: "reply", to: 0, ok: true, message: "" } as GridMessage);
    onTestFinished(() => {
      unmount();
      end();
    });
  }

  // As a host's model

  get(name: string): unknown {
    return name === "snapshot" ? this.snapshot : name === "run" ? "g1" : undefined;
  }

  send(content: unknown): void {
    this.sent.push(content as Sent);
  }

  on(event: string, callback: (...given: never[]) => void): void {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: (...given: never[]) => void): void {
    this.#listeners.get(event)?.delete(callback);
  }

  // As Python

  deliver(message: GridMessage): void {
    this.#listeners.get("msg:custom")?.forEach((listener) => listener(message as never));
  }

  /** Have the host lose the kernel, as when it is restarted. */
  disconnect(): void {
    this.#listeners.get("comm_live_update")?.forEach((listener) => listener());
  }

  rows(rows: RowArray[], more: { facts?: GridFacts; agents?: AgentFigures[] } = {}): void {
    this.deliver({ type: "grid", seq: ++this.#seq, rows, ...more });
  }

  commands(type: string): Sent[] {
    return this.sent.filter((each) => each.type === type);
  }

  // As a reader

  find<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.element.querySelector<E>(selector);
    if (!found) throw new Error(`Nothing matches ${selector}: ${this.element.innerHTML.slice(0, 2000)}`);
    return found;
  }

  has(selector: string): boolean {
    return this.element.querySelector(selector) !== null;
  }

  /** The rows that are drawn, by the numbers of their inputs. */
  get order(): number[] {
    return [...this.element.querySelectorAll<HTMLElement>("[data-row]")].map((row) =>
      Number(row.dataset.case),
    );
  }

  async click(selector: string): Promise<void> {
    this.find(selector).click();
    await drawn();
  }

  /** Press a key on what has the focus. Gives whether the grid took it. */
  async key(key: string): Promise<boolean> {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true });
    document.activeElement!.dispatchEvent(event);
    await drawn();
    return event.defaultPrevented;
  }
}
