/** An open code fence: its lines are appended to the code block as they come, and not parsed again. */

import type { Token, Tokens } from "marked";
import { CodeBlock, type CodeStyle } from "./code-block";
import { decodeEntities } from "./entities";
import { isMathFence } from "./formula-syntax";

const OPENING = /^( {0,3})(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/;

export class OpenFence {
  readonly block: CodeBlock;
  #indent: number;
  #closing: RegExp;
  #mayClose: RegExp;
  /** The beginning of a line that may turn out to close the fence, or to be indented. */
  #held = "";
  #atLineStart = true;
  #isFirst = true;

  constructor([, indent = "", mark = "", info = ""]: RegExpExecArray, style: CodeStyle) {
    this.block = new CodeBlock(unescaped(info), style);
    this.#indent = mark.startsWith("`") ? indent.length : 0;
    this.#closing = new RegExp(`^ {0,3}${mark}${mark[0]}* *$`);
    this.#mayClose = new RegExp(`^\\s*(?:${mark[0]}* *)?$`);
  }

  /** Append text up to the fence's end; what follows it, or null while it is open. */
  append(text: string): string | null {
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      if (newline < 0) {
        this.#partial(text.slice(at));
        return null;
      }
      if (this.#line(text.slice(at, newline))) return text.slice(newline);
      at = newline + 1;
    }
    return null;
  }

  /** No more text comes; a last line that closes the fence is not code. */
  end(): void {
    if (this.#held && !this.#closing.test(this.#held)) this.#start(this.#held);
    this.block.end();
  }

  #partial(text: string): void {
    if (!this.#atLineStart) return this.block.append(text);
    this.#held += text;
    if (!this.#mayClose.test(this.#held)) this.#start(this.#held);
  }

  /** Take the rest of a line; whether it closes the fence. */
  #line(rest: string): boolean {
    if (this.#atLineStart) {
      const line = this.#held + rest;
      if (this.#closing.test(line)) {
        this.block.end();
        return true;
      }
      this.#start(line);
    } else {
      this.block.append(rest);
    }
    this.#atLineStart = true;
    return false;
  }

  #start(line: string): void {
    const spaces = /^\s*/.exec(line)?.[0].length ?? 0;
    this.block.append((this.#isFirst ? "" : "\n") + line.slice(Math.min(spaces, this.#indent)));
    this.#isFirst = false;
    this.#atLineStart = false;
    this.#held = "";
  }
}

/** The fence that `token`, the last of a source, leaves open, and where its code begins in it. */
export function openFence(
  token: Token | undefined,
  style: CodeStyle,
): { fence: OpenFence; start: number } | null {
  const opening = token?.type === "code" ? OPENING.exec(token.raw) : null;
  if (!token || !opening || isMathFence(token as Tokens.Code)) return null;
  const code = token.raw.slice(opening[0].length);
  const lastLine = code.slice(code.lastIndexOf("\n") + 1);
  const mark = opening[2] ?? "";
  const isClosed = new RegExp(`^ {0,3}${mark}${mark[0]}* *$`).test(lastLine);
  return isClosed ? null : { fence: new OpenFence(opening, style), start: opening[0].length };
}

function unescaped(info: string): string {
  return decodeEntities(info.trim()).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
