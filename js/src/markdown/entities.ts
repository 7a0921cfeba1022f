/** Character references in text: `&eacute;`, `&#233;`, `&#xe9;`. */

/** Names that were asked for, and what they stand for; null: nothing. */
const named = new Map<string, string | null>();

/** `text` with its character references replaced by what they stand for. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,31}));/gi,
    (whole, decimal, hex, name) => {
      if (name) return fromName(name) ?? whole;
      return fromCodePoint(decimal ? parseInt(decimal, 10) : parseInt(hex, 16));
    },
  );
}

/** What the browser, which knows all 2,125 names, makes of one. */
function fromName(name: string): string | null {
  const known = named.get(name);
  if (known !== undefined) return known;
  // The letter before it keeps the space that some names stand for.
  const { body } = new DOMParser().parseFromString(`x&${name};`, "text/html");
  const text = (body.textContent ?? "").slice(1);
  // No name stands for more than two characters: it is unknown, or has a known one in it (`&copyright;`).
  const found = text.length > 2 ? null : text;
  named.set(name, found);
  return found;
}

function fromCodePoint(code: number): string {
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? String.fromCodePoint(code) : "\ufffd";
}
