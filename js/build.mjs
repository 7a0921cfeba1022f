/** Builds the view: one ES module and one style sheet, small and the same each time. */

import { build } from "esbuild";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { markedLexer } from "./marked-lexer.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.OUTDIR ?? here("../agents_widget/widget/static/");

const entries = [{ in: here("src/index.ts"), out: "widget" }];
if (existsSync(here("src/math.ts"))) entries.push({ in: here("src/math.ts"), out: "math" });

const common = {
  absWorkingDir: here("."),
  outdir: target,
  bundle: true,
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
};

/** The panels take from the main bundle what it has already: see src/shared.ts. */
const fromMain = {
  name: "from-main",
  setup(build) {
    build.onResolve({ filter: /^(\.\.\/shared|preact\/jsx-runtime)$/ }, () => ({
      path: "shared",
      namespace: "main",
    }));
    build.onLoad({ filter: /.*/, namespace: "main" }, () => ({ contents: "module.exports = shared" }));
  },
};

await rm(target, { recursive: true, force: true });
const bundles = await build({ ...common, entryPoints: entries, format: "esm", plugins: [markedLexer] });
const panels = await build({
  ...common,
  entryPoints: [{ in: here("src/panels/index.ts"), out: "panels" }],
  format: "iife",
  globalName: "panels",
  banner: { js: "export default (shared) => {" },
  footer: { js: "return panels };" },
  plugins: [fromMain],
});
const metafile = {
  inputs: { ...bundles.metafile.inputs, ...panels.metafile.inputs },
  outputs: { ...bundles.metafile.outputs, ...panels.metafile.outputs },
};
await writeFile(join(target, "licenses.txt"), await licenses(metafile));
for (const [path, { bytes }] of Object.entries(metafile.outputs)) console.log(`${path}: ${bytes} bytes`);
if (process.argv.includes("--sizes")) console.log(sizes(metafile));

/** The licences of the packages whose code is in the bundles. */
async function licenses({ inputs }) {
  const names = Object.keys(inputs).flatMap(
    (path) => path.match(/(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? [],
  );
  const texts = [...new Set(names)].sort().map(async (name) => {
    const folder = here(`node_modules/${name}/`);
    const { version, license } = JSON.parse(await readFile(`${folder}package.json`, "utf8"));
    const file = ["LICENSE", "LICENSE.md", "license", "LICENSE.txt"].find((file) =>
      existsSync(folder + file),
    );
    const text = file ? await readFile(folder + file, "utf8") : license;
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return `Code of these packages is in the files beside this one.\n\n${(await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** How many minified bytes each library and our own code takes. */
function sizes({ outputs }) {
  const lines = [];
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const by = {};
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name =
        input.match(/(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ??
        input.split("/").slice(0, 2).join("/");
      by[name] = (by[name] ?? 0) + bytesInOutput;
    }
    lines.push(
      path,
      ...Object.entries(by)
        .sort((a, b) => b[1] - a[1])
        .map(([name, bytes]) => `  ${bytes}\t${name}`),
    );
  }
  return lines.join("\n");
}
