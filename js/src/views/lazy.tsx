/** A panel that is not part of the bundle: shown as soon as its code is there. */

import type { ComponentProps, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import type { Panels } from "../panels";
import * as shared from "../shared";
import * as strings from "../strings";
import { useView } from "../view";

type LazyProps<Name extends keyof Panels> = { name: Name } & ComponentProps<Panels[Name]>;

export function Lazy<Name extends keyof Panels>({ name, ...props }: LazyProps<Name>) {
  const { panels } = useView().store;
  useEffect(() => panels.load(shared), []);
  const Panel = panels.loaded.value?.[name] as FunctionComponent<object> | undefined;
  return Panel ? <Panel {...props} /> : <p class="agw-empty agw-loading">{strings.needsKernel}</p>;
}
