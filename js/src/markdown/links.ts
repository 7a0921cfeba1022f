/** Where a link written by a model may lead: the web or a mail program, nowhere else. */

const LINK = /^(?:https?:|mailto:)/i;
const WEB = /^https?:\/\//i;
const MAX_LENGTH = 4096;

/** The absolute address of a link, or `null` where it may not be one. */
export function linkAddress(href: string): string | null {
  return LINK.test(href) ? parse(href) : null;
}

/** The address and host of an image on the web, or `null`. */
export function imageAddress(href: string): { address: string; host: string } | null {
  const address = WEB.test(href) ? parse(href) : null;
  return address === null ? null : { address, host: new URL(address).host };
}

function parse(href: string): string | null {
  if (href.length > MAX_LENGTH) return null;
  try {
    return new URL(href).href;
  } catch {
    return null;
  }
}

/**
 * Links of model text have an address only while they are used: a browser looks up the host of one that the
 * pointer is over, which would tell the host's owner what a model put into its name. Returns how to end it.
 */
export function lendAddresses(root: HTMLElement): () => void {
  const uses = ["click", "auxclick", "contextmenu", "copy"];
  const use = (event: Event) => {
    const link = linkOf(event);
    if (event.type === "copy") root.querySelectorAll("a").forEach(lend);
    else if (link) lend(link);
  };
  // A link without an address is not one to the keyboard.
  const press = (event: KeyboardEvent) => {
    const link = event.key === "Enter" ? linkOf(event) : null;
    if (!link) return;
    event.preventDefault();
    link.click();
  };
  for (const name of uses) root.addEventListener(name, use);
  root.addEventListener("keydown", press);
  return () => {
    for (const name of uses) root.removeEventListener(name, use);
    root.removeEventListener("keydown", press);
  };
}

function linkOf({ target }: Event): HTMLAnchorElement | null {
  return (target as Element).closest("a");
}

/** For as long as the browser does what it does on this event. */
function lend(link: HTMLAnchorElement): void {
  const address = linkAddress(link.dataset["href"] ?? "");
  if (!address) return;
  link.href = address;
  setTimeout(() => link.removeAttribute("href"));
}
