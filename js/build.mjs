/** Builds the browser bundle: an ES module with its style sheet, and the module that draws formulas. */

import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = import.meta.dirname;
const outdir = process.env.OUTDIR ?? join(root, "../agents_widget/widget/static");

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { widget: "src/index.ts", math: "src/math.ts" },
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none", // licenses.txt has the whole texts
  metafile: true,
  logLevel: "info",
});
writeFileSync(join(outdir, "licenses.txt"), licenseTexts(Object.keys(metafile.inputs)));

/** The licences of the packages that `inputs`, the paths of the bundled files, are of. */
function licenseTexts(inputs) {
  const names = inputs.flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  const head = "Code of these packages is in the files beside this one.\n\n";
  return head + texts.join(`\n${"-".repeat(80)}\n\n`);
}
