/** Colours of code that are there already, as in a page that has loaded them. */

import { highlighter } from "../../src/highlight";
import { CodeColours } from "../../src/markdown/code-colours";
import { drawn } from "../mounted";

export const loadHighlight = () => Promise.resolve({ highlighter });

/** Colours that have been loaded. */
export async function loadedColours(): Promise<CodeColours> {
  const colours = new CodeColours(document.createElement("div"), loadHighlight);
  colours.highlighter("python");
  await drawn();
  return colours;
}
