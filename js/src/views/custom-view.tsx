/**
 * A tool's result drawn by the user's own module; drawn as any other result while the module loads or where
 * it fails.
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { drawByHost } from "./draw-by-host";
import { parseWhole } from "../json/object-text";
import { valueOf } from "../json/value";
import type { Entry } from "../transcript/schema";
import { Icon } from "./icons";
import * as strings from "./strings";
import { useView } from "./view-state";

/** The MIME type of what such a module draws: JSON of `Data`. */
export const CUSTOM_VIEW_TYPE = "application/vnd.agents-widget.view+json";

interface Data {
  tool: string;
  value: unknown;
  columns?: unknown;
}

/** The argument of the module's function: data, and an element that is its own. */
interface DrawArgument {
  value: unknown;
  /** Of a table: what the fields of its records are, in the table's order. */
  columns?: unknown;
  args: unknown;
  theme: "light" | "dark";
  el: HTMLElement;
  /** Draws data of a MIME type in `el` by the host's own renderer; rejects where it has none. */
  show: (type: string, data: unknown) => Promise<void>;
}
type Draw = (argument: DrawArgument) => unknown;

interface CustomViewProps {
  data: string;
  entry: Entry;
  /** The result as it looks without the module. */
  children: ComponentChildren;
}

export function CustomView({ data, entry, children }: CustomViewProps) {
  const { client, theme } = useView();
  const { tool, value, columns } = JSON.parse(data) as Data;
  const draw = useSignal<Draw | null>(null);
  const failure = useSignal("");
  const host = useRef<HTMLDivElement>(null);
  const fail = (error: unknown) => {
    console.error(error); // with the line, for whoever writes the module
    failure.value = strings.viewFailed(tool, String(error));
  };
  useEffect(() => {
    client.libraries
      .load(`view:${tool}`)
      .then((module) => (draw.value = drawOf(module)))
      .catch(fail);
  }, [tool]);
  useLayoutEffect(() => {
    if (!draw.value) return;
    const el = document.createElement("div");
    host.current!.replaceChildren(el);
    failure.value = "";
    const args = parsed(entry.arguments);
    const show = (type: string, data: unknown) => drawByHost(client.renderers, el, type, data);
    return callModule(draw.value, { value, columns, args, theme: theme.value, el, show }, fail);
  }, [draw.value, data, entry.arguments, theme.value]);
  const works = draw.value && !failure.value;
  return (
    <>
      {failure.value && (
        <div class="agw-callout" data-tone="bad">
          <Icon name="warning" />
          <p class="agw-callout-text">{failure}</p>
        </div>
      )}
      <div class="agw-custom-view" ref={host} hidden={!works} />
      {!works && children}
    </>
  );
}

/** Call the module. Returns how to clean up what it made. */
function callModule(draw: Draw, argument: DrawArgument, fail: (error: unknown) => void): () => void {
  let isUnmounted = false;
  let clean: unknown;
  const end = () => {
    if (isUnmounted && typeof clean === "function") attempt(clean as () => unknown).catch(fail);
  };
  attempt(() => draw(argument)).then((returned) => {
    clean = returned;
    end();
  }, fail);
  return () => {
    isUnmounted = true;
    end();
  };
}

/** Call it now; what it throws is the promise's. */
async function attempt(action: () => unknown): Promise<unknown> {
  return action();
}

function drawOf(module: unknown): Draw {
  const draw = (module as { default?: unknown }).default;
  if (typeof draw !== "function") throw new TypeError(strings.viewWithoutFunction);
  return draw as Draw;
}

function parsed(json: string): unknown {
  const node = parseWhole(json || "{}");
  return node ? valueOf(node) : json;
}
