/** The definitions in a document, of links and footnotes, which may be used before they are written. */

import type { Links, Token, Tokens } from "marked";
import type { Footnote } from "./footnote-syntax";

export class Definitions {
  links: Links = Object.create(null) as Links;
  /** Labels of the footnotes, in lower case. */
  notes = new Set<string>();

  /** Add the definitions in frozen tokens; the first of a name counts. */
  add(tokens: Token[]): void {
    for (const token of tokens) {
      if (!token.raw.includes("]:")) continue;
      if (token.type === "footnote") this.notes.add((token as unknown as Footnote).label.toLowerCase());
      if (token.type === "def") this.#link(token as Tokens.Def);
      else if (token.type === "list") this.add((token as Tokens.List).items);
      else if ("tokens" in token) this.add(token.tokens ?? []);
    }
  }

  get hasLinks(): boolean {
    for (const _ in this.links) return true;
    return false;
  }

  #link({ tag, href, title }: Tokens.Def): void {
    this.links[tag] ??= { href, title };
  }
}
