/** Drawing by the host's own renderer of a MIME type. */

import type { HostRenderers } from "../kernel/host-renderers";
import * as strings from "./strings";

/** Draw `data` in `el`. Throws where the host has no renderer of the type. */
export async function drawByHost(
  renderers: HostRenderers | null,
  el: HTMLElement,
  type: string,
  data: unknown,
): Promise<void> {
  if (!renderers?.mimeTypes.includes(type)) throw new Error(strings.noRenderer(type));
  const renderer = renderers.createRenderer(type);
  el.replaceChildren(renderer.node);
  await renderer.renderModel(renderers.createModel({ data: { [type]: data }, trusted: true }));
}
