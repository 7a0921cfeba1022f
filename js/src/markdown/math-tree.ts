/** MathML from the tree that temml gives, by an allow-list of elements, attributes, styles and classes. */

import { textNode } from "../dom/visible-text";

/** What the library gives; a piece of text has `text`, a fragment only children. */
export interface MathTree {
  type?: string;
  text?: string;
  children?: MathTree[];
  attributes?: Record<string, string>;
  style?: Record<string, string>;
  classes?: string[];
}

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

const set = (names: string) => new Set(names.split(" "));
const ELEMENTS = set(
  "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none",
);
const ATTRIBUTES = set(
  "accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence form frame height largeop linebreak linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width",
);
const STYLES = set(
  "border borderBottom borderLeft borderRight borderTop color padding paddingBottom paddingLeft paddingRight paddingTop textAlign width",
);
const CLASSES =
  /^(?:tml-(?:left|right|cancel|xcancel|underline|overline|fbox|hat-[1-4]|tilde-[2-4])|upstrike|downstrike|sout)$/;
const VALUE = /^[\w\s.%#+-]*$/;
/** Lengths, in em: a formula may not be pushed over what stands around it. */
const LONGEST = 40;
const MOST_NEGATIVE = -3;

/** The node of `tree`; throws on an element that no formula needs. */
export function mathNode(tree: MathTree): Node {
  if (tree.text !== undefined) return textNode(tree.text);
  if (!tree.type) return withChildren(document.createDocumentFragment(), tree);
  if (!ELEMENTS.has(tree.type)) throw new Error(`A formula may not have the element "${tree.type}".`);
  const made = document.createElementNS(NAMESPACE, tree.type);
  for (const [name, value] of Object.entries(tree.attributes ?? {})) {
    if (ATTRIBUTES.has(name) && isMeasured(String(value))) made.setAttribute(name, String(value));
  }
  const style = styleOf(tree.style ?? {});
  if (style) made.setAttribute("style", style);
  const classes = tree.classes?.filter((name) => CLASSES.test(name)).map((name) => `agw-${name}`) ?? [];
  if (classes.length > 0) made.setAttribute("class", classes.join(" "));
  return withChildren(made, tree);
}

function styleOf(style: Record<string, string>): string {
  const allowed = Object.entries(style).filter(
    ([name, value]) => STYLES.has(name) && value && isMeasured(String(value)),
  );
  const property = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return allowed.map(([name, value]) => `${property(name)}:${value}`).join(";");
}

function withChildren<T extends ParentNode & Node>(made: T, { children = [] }: MathTree): T {
  made.append(...children.map(mathNode));
  return made;
}

function isMeasured(value: string): boolean {
  const lengths = value.match(/-?[\d.]+(?=em|ex|px|pt)/g)?.map(Number) ?? [];
  return VALUE.test(value) && lengths.every((length) => length <= LONGEST && length >= MOST_NEGATIVE);
}
