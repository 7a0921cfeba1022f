/**
 * Plays a run in the view, with a stand-in for Python.
 *
 * ?run=refund&theme=dark&at=9000 shows the run as it was at 9 s; without `at` it plays from the
 * beginning (&speed=4 faster). &chat=1 lets the reader answer, &saved=1 has no kernel.
 */

import widget from "../../agents_widget/widget/static/widget.js";
import { FakePython } from "./fake-python.js";
import * as runs from "./runs.js";

const query = new URLSearchParams(location.search);
document.body.classList.toggle("dark", query.get("theme") === "dark");
document.documentElement.style.colorScheme = query.get("theme") ?? "light";
if (query.has("rtl")) document.documentElement.dir = "rtl";

const rows = runs[query.get("run") ?? "refund"]();
const python = new FakePython(rows, {
  at: query.has("at") ? Number(query.get("at")) : null,
  speed: Number(query.get("speed") ?? 1),
  live: !query.has("saved"),
});
const { initialize, render } = widget();
initialize({ model: python });
render({ model: python, el: document.querySelector("#cell") });
python.start();
window.python = python;
