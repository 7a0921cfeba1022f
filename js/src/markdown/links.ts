/** The addresses that links may have: the web or a mail program, nothing else. */

const MAIL = /^mailto:[^\s\\]/i;
/** A web address, and its host as it is written. */
const WEB = /^https?:\/\/(?:[^\s\\/?#]*@)?(\[[^\s\\/?#@%\]]+\]|[^\s\\/?#@%:[\]]+)(?::\d*)?(?=[/?#]|$)/i;
/** A host as the browser has read it: a name or numbers in ASCII, or an IPv6 address. */
const HOST = /^(?:[\w-]+\.)*[\w-]+\.?$|^\[/;
const IPV4 = /^[\d.]+$/;
const IMAGE_ADDRESS = /^https?:\/\//i;
const MAX_LENGTH = 4096;

/** The absolute address of a link, or null where it may not be one. */
export function linkAddress(href: string): string | null {
  if (MAIL.test(href)) return parse(href);
  const host = WEB.exec(href)?.[1];
  const address = parse(href);
  if (host === undefined || address === null) return null;
  const { hostname } = new URL(address);
  if (!HOST.test(hostname)) return null;
  // A browser reads 127.1 and 0x7f.1 as 127.0.0.1.
  const isDisguised = IPV4.test(hostname) && hostname !== host.replace(/\.$/, "");
  return isDisguised ? null : address;
}

/** The address and host of an image on the web, or null. */
export function imageAddress(href: string): { address: string; host: string } | null {
  const address = IMAGE_ADDRESS.test(href) ? parse(href) : null;
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
 * A link that the mouse rests on has no address until it is pressed: a browser looks its host up at once,
 * which would tell the host's owner what a model put into its name. Returns how to end it.
 */
export function withholdAddresses(root: HTMLElement): () => void {
  const withhold = (event: PointerEvent) => {
    if (!event.buttons) linkOf(event)?.removeAttribute("href");
  };
  const giveBack = (event: Event) => {
    const link = linkOf(event);
    const address = link && linkAddress(link.title);
    if (address) link.href = address;
  };
  const uses = ["pointerdown", "pointerout", "keydown"];
  root.addEventListener("pointerover", withhold);
  for (const name of uses) root.addEventListener(name, giveBack);
  return () => {
    root.removeEventListener("pointerover", withhold);
    for (const name of uses) root.removeEventListener(name, giveBack);
  };
}

function linkOf({ target }: Event): HTMLAnchorElement | null {
  return (target as Element).closest("a");
}
