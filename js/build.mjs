/** Builds the view: one ES module and one style sheet, small and the same each time. */

import { build } from "esbuild";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { cutLibraries } from "./cuts/index.mjs";
import { INNER, ON_ELEMENTS } from "./cuts/names.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.OUTDIR ?? here("../agents_widget/widget/static/");

const { compilerOptions } = JSON.parse(await readFile(here("tsconfig.json"), "utf8"));

const common = {
  absWorkingDir: here("."),
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
};

await rm(target, { recursive: true, force: true });
const widget = await build({
  ...common,
  entryPoints: [{ in: here("src/index.ts"), out: "widget" }],
  plugins: [cutLibraries],
  mangleProps: INNER,
  mangleQuoted: true,
  mangleCache: ON_ELEMENTS,
  inject: [here("src/jsx.ts")],
  tsconfigRaw: {
    compilerOptions: { ...compilerOptions, jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" },
  },
});
const math = await build({ ...common, entryPoints: [{ in: here("src/math.ts"), out: "math" }] });
const metafile = {
  inputs: { ...widget.metafile.inputs, ...math.metafile.inputs },
  outputs: { ...widget.metafile.outputs, ...math.metafile.outputs },
};
await shorten(metafile.outputs);
await writeFile(join(target, "licenses.txt"), await licenses(metafile));
for (const [path, { bytes }] of Object.entries(metafile.outputs)) console.log(`${path}: ${bytes} bytes`);
if (process.argv.includes("--sizes")) console.log(sizes(metafile));

/** Minify the bundles once more, by what esbuild leaves as it is: functions called once, texts used once. */
async function shorten(outputs) {
  for (const [path, output] of Object.entries(outputs)) {
    if (!path.endsWith(".js")) continue;
    const file = here(path);
    const { code } = await minify(await readFile(file, "utf8"), {
      module: true,
      ecma: 2020,
      compress: { passes: 3, unsafe_arrows: true, keep_fargs: false, hoist_props: true },
      format: { comments: false },
    });
    await writeFile(file, code);
    output.bytes = Buffer.byteLength(code);
  }
}

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

/** How many bytes each library and our own code takes, as esbuild bundled them: terser then saves 2 % of the whole. */
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
