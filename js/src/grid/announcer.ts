/** What screen readers are told: how far the grid is, at most each five seconds, and its end. */

import { count } from "../views/format";
import { countOf, endedOf } from "./header";
import * as strings from "./strings";
import type { GridView } from "./view";

const ANNOUNCE_MS = 5000;

export class Announcer {
  text = "";
  #saidAt = 0;
  #wasOver = false;

  /** The text to have in the page now. */
  say(view: GridView): string {
    const { isOver, total, facts } = view.store;
    const now = performance.now();
    if (now - this.#saidAt < ANNOUNCE_MS && isOver === this.#wasOver) return this.text;
    this.#saidAt = now;
    this.#wasOver = isOver;
    const numbers = [endedOf(view), total, countOf(view, "failed"), countOf(view, "waiting")];
    const told = strings.announce(...(numbers.map(count) as [string, string, string, string]));
    this.text = isOver ? `${strings.status[facts.status]}: ${told}` : told;
    return this.text;
  }
}
