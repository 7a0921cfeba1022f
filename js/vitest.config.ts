import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { lexerOf } from "./marked-lexer.mjs";

const MARKED = /marked\/lib\/marked\.esm\.js(\?whole)?$/;

/** Tests run on the lexer that the bundle has; `whole-marked` is what it was cut from. */
const markedLexer = {
  name: "marked-lexer",
  enforce: "pre" as const,
  resolveId(id: string) {
    const { pathname } = new URL("node_modules/marked/lib/marked.esm.js", import.meta.url);
    return id === "whole-marked" ? `${pathname}?whole` : null;
  },
  async load(id: string) {
    const [found, whole] = MARKED.exec(id) ?? [];
    if (!found) return null;
    const source = await readFile(id.replace("?whole", ""), "utf8");
    return whole ? source : lexerOf(source);
  },
};

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [markedLexer],
  test: {
    environment: "happy-dom",
    isolate: false,
    pool: "threads",
    setupFiles: ["test/setup.ts"],
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    server: { deps: { inline: ["marked"] } },
  },
});
