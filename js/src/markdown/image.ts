/** Images: one on the web loads only when the reader asks; any other is named, not shown. */

import type { Tokens } from "marked";
import { element } from "../dom/element";
import { decodeEntities } from "./entities";
import { imageAddress } from "./links";
import * as strings from "./strings";

/** A button naming the host an image would come from, or the image where it was asked for. */
export function imageChip({ href }: Tokens.Image, alt: string, shown: ReadonlySet<string>): HTMLElement {
  const image = imageAddress(decodeEntities(href));
  if (!image) {
    return element("span", { class: "agw-image-off" }, `${alt || strings.image} (${strings.imageNotShown})`);
  }
  if (shown.has(image.address)) return loadedImage(image.address, alt);
  const attributes = { type: "button", class: "agw-image", "data-src": image.address, title: image.address };
  const label = element("span", { class: "agw-image-alt", dir: "auto" }, alt);
  const host = element("span", { class: "agw-image-host" }, strings.showImage(image.host));
  return element("button", attributes, ...(alt ? [label, host] : [host]));
}

/** Load the image behind `button`, which the reader pressed. */
export function showImage(button: HTMLElement, shown: Set<string>): void {
  const address = imageAddress(button.dataset["src"] ?? "")?.address;
  if (!address) return;
  shown.add(address);
  const alt = button.querySelector(".agw-image-alt")?.textContent ?? "";
  button.replaceWith(loadedImage(address, alt));
}

function loadedImage(address: string, alt: string): HTMLElement {
  return element("img", { class: "agw-image-shown", alt, referrerpolicy: "no-referrer", src: address });
}
