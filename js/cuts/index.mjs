/** The libraries in the bundle, each cut down to what we use of it. */

import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { cut } from "./cut.mjs";
import { lexerOf } from "./marked.mjs";
import { PREACT } from "./preact.mjs";

/** The files that are read for a package, instead of what it has built from them. */
export const SOURCES = {
  preact: "preact/src/index.js",
  "preact/hooks": "preact/hooks/src/index.js",
  "preact/jsx-runtime": "preact/jsx-runtime/src/index.js",
  "preact/jsx-dev-runtime": "preact/jsx-runtime/src/index.js",
  "@preact/signals": "@preact/signals/src/index.ts",
  "@preact/signals-core": "@preact/signals-core/src/index.ts",
};
const MODULES = `${realpathSync(fileURLToPath(new URL("../node_modules", import.meta.url)))}/`;

/** Where the source of a package is. */
export function sourceOf(name) {
  return SOURCES[name] && MODULES + SOURCES[name];
}

/** The source at `path` cut down; null for what is left as it is. */
export async function cutSource(path) {
  const name = path.slice(path.lastIndexOf("/node_modules/") + "/node_modules/".length);
  const read = () => readFile(path, "utf8");
  if (name === "marked/lib/marked.esm.js") return lexerOf(await read());
  return PREACT[name] ? cut(await read(), PREACT[name]) : null;
}

/** Lets esbuild take what is cut for the library. */
export const cutLibraries = {
  name: "cut-libraries",
  setup(build) {
    build.onResolve({ filter: /^@?preact\b/ }, ({ path }) => ({ path: sourceOf(path) }));
    build.onLoad({ filter: /\/node_modules\// }, async ({ path }) => {
      const contents = await cutSource(path);
      return contents === null ? null : { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};
