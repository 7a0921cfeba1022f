/** What the panels, which load later as a file of their own, take from this bundle. */

export { signal, useSignal } from "@preact/signals";
export { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
export { Fragment, jsx, jsxs } from "preact/jsx-runtime";
export { Board } from "./board";
export { clock, count, duration, money } from "./format";
export { laneClass } from "./lanes";
export { MarkdownView } from "./markdown/index";
export { apply, Transcript } from "./transcript";
export { useView } from "./view";
export { Icon } from "./views/icons";
export { JsonText } from "./views/json-text";
export { PlainResult } from "./views/result";
export { ToolRow } from "./views/tool-row";
