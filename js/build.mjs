/** Builds the browser bundle: an ES module with its style sheet, and the modules that are loaded when needed. */

import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = import.meta.dirname;
const outdir = process.env.OUTDIR ?? join(root, "../agents_widget/widget/static");
const SHARED_PACKAGES = ["preact/hooks", "preact/jsx-runtime", "@preact/signals"];
const SHARED_MODULES = [
  "views/blocks",
  "views/button",
  "views/json-text",
  "views/tool-row",
  "views/view-state",
];
const LANGUAGES = ["de", "ja"];
/** The rooms that have words, each in its `strings.ts`. */
const WORD_ROOMS = ["views", "markdown", "json", "table", "grid"];
const WORDS_FILE = /[\\/](\w+)[\\/]strings\.ts$/;
const OPTIONS = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none", // licenses.txt has the whole texts
  metafile: true,
  logLevel: "info",
};
const VIEW = {
  ...OPTIONS,
  entryPoints: {
    widget: "src/index.ts",
    loader: "src/loader.ts",
    math: "src/math.ts",
    table: "src/table.ts",
    highlight: "src/highlight.ts",
  },
  format: "esm",
};

rmSync(outdir, { recursive: true, force: true });
/** Every word as `{ room, name }`, in the order in which a language's file has them. */
const WORDS = await wordsInOrder();
const { metafile } = await build({ ...VIEW, plugins: [{ name: "translatable", setup: makeTranslatable }] });
await Promise.all(LANGUAGES.map(buildWords));
await buildGrid();
await build({
  ...OPTIONS,
  entryPoints: {
    events: "src/tabs/event-list.tsx",
    form: "src/views/form.tsx",
    keymap: "src/views/keymap.tsx",
    presenter: "src/views/presenter.tsx",
    search: "src/views/search.tsx",
    "entry-menu": "src/views/entry-menu.tsx",
    "export-menu": "src/views/export-menu.tsx",
    timeline: "src/tabs/timeline-tab.tsx",
    tools: "src/tabs/tools-tab.tsx",
    usage: "src/tabs/usage-tab.tsx",
  },
  // A function of what it shares with the view: see src/views/part.tsx.
  format: "iife",
  globalName: "part",
  banner: { js: "export default shared=>{" },
  footer: { js: "return part.default}" },
  plugins: [{ name: "shared", setup: takeShared }],
});
writeFileSync(join(outdir, "licenses.txt"), licenseTexts(Object.keys(metafile.inputs)));

/** The words of the rooms: first those that the view and its tables use, then those of its parts only. */
async function wordsInOrder() {
  const all = WORD_ROOMS.flatMap((room) => {
    const source = readFileSync(join(root, "src", room, "strings.ts"), "utf8");
    return [...source.matchAll(/^export const (\w+)/gm)].map(([, name]) => ({ room, name, isUsed: false }));
  });
  const mark = (room) => (word) =>
    word.room === room ? [`export const ${word.name} = /* @__PURE__ */ usedWord(${all.indexOf(word)});`] : [];
  const setup = (building) =>
    building.onLoad({ filter: WORDS_FILE }, ({ path }) => ({
      loader: "ts",
      contents: `${all.flatMap(mark(roomOf(path))).join("\n")}\nexport function translate() {}`,
    }));
  const options = { ...VIEW, write: false, metafile: false, logLevel: "warning" };
  const { outputFiles } = await build({ ...options, plugins: [{ name: "marked", setup }] });
  for (const { text } of outputFiles) {
    for (const [, at] of text.matchAll(/\busedWord\((\d+)\)/g)) all[at].isUsed = true;
  }
  return [...all.filter((word) => word.isUsed), ...all.filter((word) => !word.isUsed)];
}

function roomOf(path) {
  return WORDS_FILE.exec(path)[1];
}

/** Have the words be replaceable: their names are gone in the bundle, so this is by their order. */
function makeTranslatable(building) {
  building.onLoad({ filter: WORDS_FILE }, ({ path }) => {
    const room = roomOf(path);
    // The grid's view is a bundle of its own, which has all of its room's words.
    const used = WORDS.filter((word) => word.room === room && (word.isUsed || room === "grid"));
    const first = WORDS.indexOf(used[0]);
    const names = used.map((word) => word.name).join(", ");
    return {
      loader: "ts",
      contents: readFileSync(path, "utf8")
        .replace(/^export const /gm, "export let ")
        .replace(
          "translate(_words: unknown[]): void {}",
          `translate(words: unknown[]): void { [${names}] = words.slice(${first}) }`,
        ),
    };
  });
}

/** The words of a language, in the order of the English ones. */
function buildWords(language) {
  const inOrder = WORDS.map(({ room, name }) => `words.${room}.${name}`).join(", ");
  return build({
    ...OPTIONS,
    stdin: {
      contents: `import words from "./src/words/${language}";
        import { sayIn } from "./src/words/sentences";
        export default [${inOrder}];
        export const said = sayIn(words.sentences);`,
      resolveDir: root,
    },
    outdir: undefined,
    outfile: join(outdir, `words-${language}.js`),
    format: "esm",
  });
}

/** Have a part take the modules that it shares from the function's argument. */
function takeShared(building) {
  building.onResolve({ filter: /./ }, ({ path, resolveDir }) => {
    const module = relative(join(root, "src"), join(resolveDir, path)).replaceAll("\\", "/");
    const shared =
      SHARED_PACKAGES.find((name) => name === path) ?? SHARED_MODULES.find((name) => name === module);
    return shared ? { path: shared, namespace: "shared" } : undefined;
  });
  building.onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({
    contents: `module.exports = shared[${JSON.stringify(path)}]`,
  }));
  // The words of the page's language, if there are any, as they are when the part is made; else its own.
  const word = ({ room, name }, at) => [
    room,
    `export const ${name} = /* @__PURE__ */ word(${at}, own.${name});`,
  ];
  const words = WORDS.map(word);
  building.onLoad({ filter: WORDS_FILE }, ({ path, suffix }) => {
    if (suffix) return undefined;
    const ofRoom = words.flatMap(([room, line]) => (room === roomOf(path) ? [line] : []));
    const contents = `import * as own from ${JSON.stringify(path + "?own")};
      const word = (at, own) => shared.words?.[at] ?? own;\n${ofRoom.join("\n")}`;
    return { contents, loader: "ts" };
  });
  building.onResolve({ filter: /\?own$/ }, ({ path }) => ({
    path: path.replace("?own", ""),
    suffix: "?own",
  }));
}

/** The view of a grid: a function of the view's module, of which it takes what src/shared.ts lists. */
async function buildGrid() {
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: { grid: "src/grid/index.tsx" },
    format: "esm",
    write: false,
    plugins: [
      { name: "translatable", setup: makeTranslatable },
      { name: "taken from the view", setup: takeFromView },
    ],
  });
  for (const { path, text } of outputFiles) {
    const asFunction = text.replace(/export\{(\S+) as default\};\s*$/, (_, name) => `return ${name}}`);
    writeFileSync(
      path,
      path.endsWith(".js") ? `export default({default:view,shared:$})=>{${asFunction}\n` : text,
    );
  }
}

/** Have the grid take from the view's module what that exports: `default`, and the list `shared`. */
function takeFromView(building) {
  const source = readFileSync(join(root, "src/shared.ts"), "utf8");
  const order = source.slice(source.indexOf("[")).match(/\w+/g);
  const contents = `export default view; export const [${order.join(", ")}] = $;`;
  const modules = [
    "index",
    ...[...source.matchAll(/^import .+ from "(?:\.\/)?(.+)";/gm)].map(([, module]) => module),
  ];
  building.onResolve({ filter: /./ }, ({ path, resolveDir }) => {
    const file = relative(join(root, "src"), join(resolveDir, path)).replaceAll("\\", "/");
    const isTaken = modules.some((module) => module === path || module === file);
    return isTaken ? { path: "shared", namespace: "view" } : undefined;
  });
  building.onLoad({ filter: /./, namespace: "view" }, () => ({ contents }));
}

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
