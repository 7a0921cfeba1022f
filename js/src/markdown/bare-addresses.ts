/**
 * Addresses in running text that become links by themselves, by GitHub's rules.
 *
 * agents_widget/transcript/export/bare_addresses.py is the twin of this file: tests/vectors/markdown holds
 * both alike. https://github.github.com/gfm/#autolinks-extension-
 */

/** What no host has in it. */
const HOST_MARKS = String.raw`\s!-,/:-@\[-^\x60{-~\u2000-\u206f\u3000-\u3003\u3008-\u3011\uff01-\uff0f`;
const WEB = new RegExp(`^(?:https?://|www\\.)([^${HOST_MARKS}]+)[^\\s<]*`, "i");
/** At the end of an address they belong to the sentence. */
const END_MARKS = "?!.,:;*_~'\"";
const REFERENCE = /&[a-z]+;$/i;
const MAIL =
  /^(?:(?:mailto|xmpp):)?[a-z0-9.+_-]+@[a-z0-9_-]+(?:\.[a-z0-9][a-z0-9_-]*)+(?<![_-])(?![a-z0-9@_-])/i;

export interface BareAddress {
  raw: string;
  href: string;
}

/** The address that `text` begins with, if there is one; `before` is the character before it. */
export function bareAddress(text: string, before: string): BareAddress | null {
  return webAddress(text, before) ?? mailAddress(text, before);
}

/**
 * `masked` without the marks in the web addresses of `text`, which begin no emphasis. Both are of one length:
 * in `masked` code and links are left out already.
 */
export function maskBareAddresses(masked: string, text: string): string {
  return masked.replace(/(?:https?:\/\/|www\.)\S+/gi, (found, at: number) => {
    const address = webAddress(text.slice(at, at + found.length), text.charAt(at - 1));
    const length = address?.raw.length ?? 0;
    return found.slice(0, length).replace(/[*_~]/g, "a") + found.slice(length);
  });
}

function webAddress(text: string, before: string): BareAddress | null {
  const found = WEB.exec(text);
  if (!found || hasUnderscore(found[1] ?? "")) return null;
  const isWww = /^w/i.test(text);
  if (isWww ? !text.startsWith("www.") || !/^[\s*_~(]?$/.test(before) : /[a-z\\]/i.test(before)) return null;
  const raw = withoutEndMarks(found[0]);
  return { raw, href: isWww ? `http://${raw}` : raw };
}

function mailAddress(text: string, before: string): BareAddress | null {
  const hasScheme = /^(?:mailto|xmpp):/i.test(text);
  if ((hasScheme ? /[a-z0-9]/i : /[a-z0-9.+_-]/i).test(before)) return null;
  const raw = MAIL.exec(text)?.[0];
  return raw ? { raw, href: hasScheme ? raw : `mailto:${raw}` } : null;
}

/** Whether one of the last two parts of `host` has an underscore, which it may not. */
function hasUnderscore(host: string): boolean {
  const parts = host.replace(/[._]{1,99}$/, "").split(".");
  return parts.slice(-2).some((part) => part.includes("_"));
}

function withoutEndMarks(address: string): string {
  const opened = address.split("(").length;
  let closed = address.split(")").length;
  let end = address.length;
  for (;;) {
    const last = address.charAt(end - 1);
    if (last === ")" && closed > opened) closed -= 1;
    else if (!last || !END_MARKS.includes(last)) return address.slice(0, end);
    const reference = last === ";" ? REFERENCE.exec(address.slice(Math.max(0, end - 40), end)) : null;
    end -= reference?.[0].length ?? 1;
  }
}
