/** What screen readers are told: how far the grid is, at most each five seconds, and its end. */

import { count } from "../views/format";
import { endedOf } from "./header";
import { STATES } from "./messages";
import * as strings from "./strings";
import type { GridView } from "./view";

const ANNOUNCE_MS = 5000;

export class Announcer {
  text = "";
  #saidAt = 0;
  #wasOver = false;

  /** The text to have in the page now. */
  say(view: GridView): string {
    const { counts, status } = view.store.facts;
    const { isOver } = view.store;
    const now = performance.now();
    if (now - this.#saidAt < ANNOUNCE_MS && isOver === this.#wasOver) return this.text;
    this.#saidAt = now;
    this.#wasOver = isOver;
    const of = (state: (typeof STATES)[number]) => count(counts[STATES.indexOf(state)] ?? 0);
    const told = strings.announce(count(endedOf(view)), count(view.store.total), of("failed"), of("waiting"));
    this.text = isOver ? `${strings.status[status]}: ${told}` : told;
    return this.text;
  }
}
