/** The colour of an agent's lane: by its order of appearance, so that it stays for the whole run. */

import type { Lane } from "./schema";

const COLOURS = 8;

/** The names of the lanes in order; an agent that is called again keeps its lane. */
export function laneNames(lanes: Lane[]): string[] {
  return [...new Set(lanes.map((lane) => lane.name))];
}

/** The class that sets `--agw-lane` to the colour of the agent. */
export function laneClass(lanes: Lane[], name: string): string {
  const index = laneNames(lanes).indexOf(name);
  return index < 0 ? "agw-lane-none" : `agw-lane-${index % COLOURS}`;
}
