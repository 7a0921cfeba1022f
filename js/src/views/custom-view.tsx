/** A tool's result as the user's own module draws it; as any other result while, or where, it cannot. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Entry } from "../transcript/schema";
import { useView } from "./view-state";
import { Icon } from "./icons";
import * as words from "../tabs/strings";

/** The MIME type of what such a module draws: JSON of the tool's name and the value. */
export const DRAWN = "application/vnd.agents-widget.view+json";

/** What the module is given: data only, and an element that is its own. */
interface Given {
  value: unknown;
  args: unknown;
  theme: "light" | "dark";
  el: HTMLElement;
}
type Draw = (given: Given) => unknown;

interface OwnViewProps {
  data: string;
  entry: Entry;
  /** The result as it looks without the module. */
  children: ComponentChildren;
}

export function OwnView({ data, entry, children }: OwnViewProps) {
  const { store, theme } = useView();
  const { tool, value } = JSON.parse(data) as { tool: string; value: unknown };
  const draw = useSignal<Draw | null>(null);
  const trouble = useSignal("");
  const host = useRef<HTMLDivElement>(null);
  const fail = (error: unknown) => {
    console.error(error); // with the line, for whoever writes the module
    trouble.value = words.viewFailed(tool, String(error));
  };
  useEffect(() => {
    store.libraries
      .load(`view:${tool}`)
      .then((module) => (draw.value = drawOf(module)))
      .catch(fail);
  }, [tool]);
  useLayoutEffect(() => {
    if (!draw.value) return;
    const el = document.createElement("div");
    host.current!.replaceChildren(el);
    trouble.value = "";
    return drawn(draw.value, { value, args: parsed(entry.arguments), theme: theme.value, el }, fail);
  }, [draw.value, data, entry.arguments, theme.value]);
  const works = draw.value && !trouble.value;
  return (
    <>
      {trouble.value && (
        <div class="agw-callout" data-tone="bad">
          <Icon name="warning" />
          <p class="agw-callout-text">{trouble}</p>
        </div>
      )}
      <div class="agw-own-view" ref={host} hidden={!works} />
      {!works && children}
    </>
  );
}

/** Call the module; gives how to take away what it made. */
function drawn(draw: Draw, given: Given, fail: (error: unknown) => void): () => void {
  let isOver = false;
  let clean: unknown;
  const end = () => {
    if (isOver && typeof clean === "function") attempt(clean as () => unknown).catch(fail);
  };
  attempt(() => draw(given)).then((returned) => {
    clean = returned;
    end();
  }, fail);
  return () => {
    isOver = true;
    end();
  };
}

/** Call it now; what it throws is the promise's. */
async function attempt(action: () => unknown): Promise<unknown> {
  return action();
}

function drawOf(module: unknown): Draw {
  const draw = (module as { default?: unknown }).default;
  if (typeof draw !== "function") throw new TypeError(words.viewWithoutFunction);
  return draw as Draw;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json || "{}");
  } catch {
    return json;
  }
}
