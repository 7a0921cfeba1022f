/** A part of the view that has a file of its own, which Python sends when it is first opened. */

import type { ComponentType } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import { useSignal } from "@preact/signals";
import type { EntryMenuProps } from "./entry-menu";
import type { FormProps } from "./form";
import type { KeymapProps } from "./keymap";
import { BlockView } from "./blocks";
import { Button } from "./button";
import { JsonText } from "./json-text";
import * as strings from "./strings";
import { ToolRow } from "./tool-row";
import { useView } from "./view-state";
import { otherWords } from "../words/translation";

/** The parts, each with the properties of its component. */
interface Parts {
  events: object;
  presenter: object;
  form: FormProps;
  keymap: KeymapProps;
  search: object;
  "entry-menu": EntryMenuProps;
  "export-menu": object;
  timeline: object;
  tools: object;
  usage: object;
}
export type PartName = keyof Parts;

/**
 * What the parts share with the view: of each of these there has to be one copy. build.mjs has a part take
 * these modules from here, and everything else goes into its own file.
 */
const shared = () => ({
  "preact/jsx-runtime": { Fragment, jsx, jsxs },
  "preact/hooks": { useEffect, useId, useLayoutEffect, useMemo, useRef },
  "@preact/signals": { useSignal },
  "views/blocks": { BlockView },
  "views/button": { Button },
  "views/json-text": { JsonText },
  "views/tool-row": { ToolRow },
  "views/view-state": { useView },
  words: otherWords(),
});

/** A module of a part: it makes the component, given what is shared. */
export interface PartModule {
  default: (from: ReturnType<typeof shared>) => ComponentType<never>;
}

/** The components that were made, each with the words that it was given. */
const components = new WeakMap<PartModule, { made: ComponentType<never>; words: unknown }>();

interface PartProps<Name extends PartName> {
  name: Name;
  props?: Parts[Name];
}

export function Part<Name extends PartName>({ name, props }: PartProps<Name>) {
  const { libraries, connection } = useView().client;
  const module = useSignal<PartModule | null>(null);
  const problem = useSignal("");
  useEffect(() => {
    libraries.load<PartModule>(name).then(
      (loaded) => (module.value = loaded),
      (error: unknown) => (problem.value = String(error)),
    );
  }, []);
  if (!module.value) {
    const lacks = connection.unreachable.value ? strings.partOffline : strings.loading;
    return <p class="agw-empty">{problem.value || lacks}</p>;
  }
  const Component = componentOf(module.value) as ComponentType<object>;
  return <Component {...props} />;
}

function componentOf(module: PartModule): ComponentType<never> {
  const before = components.get(module);
  if (before && before.words === otherWords()) return before.made;
  const made = module.default(shared());
  components.set(module, { made, words: otherWords() });
  return made;
}
