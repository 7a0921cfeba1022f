import { readFile } from "node:fs/promises";
import { defineConfig } from "vitest/config";
import { cutSource, sourceOf } from "./cuts/index.mjs";

const WHOLE = "?whole";

/** Tests run on the libraries as the bundle has them; `whole-marked` is what our lexer was cut from. */
const cutLibraries = {
  name: "cut-libraries",
  enforce: "pre" as const,
  resolveId(id: string) {
    const { pathname } = new URL("node_modules/marked/lib/marked.esm.js", import.meta.url);
    return id === "whole-marked" ? pathname + WHOLE : (sourceOf(id) ?? null);
  },
  async load(id: string) {
    if (id.endsWith(WHOLE)) return readFile(id.replace(WHOLE, ""), "utf8");
    return id.includes("/node_modules/") ? cutSource(id) : null;
  },
};

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [cutLibraries],
  test: {
    environment: "happy-dom",
    isolate: false,
    pool: "threads",
    setupFiles: ["test/setup.ts"],
    testTimeout: 120_000, // a busy machine takes its time
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    server: { deps: { inline: ["marked", /preact/] } },
  },
});
