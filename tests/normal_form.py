"""The normal form of HTML: what a specification's example and what we show must have in common."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import html5lib

_BLOCKS = "blockquote|h[1-6]|hr|li|note|ol|p|pre|table|td|th|tr|ul"
_SPACE_AT_BLOCK = re.compile(rf"[ \n]*(</?(?:{_BLOCKS}|br)(?: [^>]*)?>)[ \n]*")
_EMPTY = ("br", "hr")
_TRANSPARENT = ("div", "span", "section", "thead", "tbody")
_ALLOWED_ADDRESS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_IMAGE = r"Image: (?:untitled|(.*)) \(.*\)|(?:image|(.*)) \(image not shown\)"
_VISIBLE = str.maketrans({" ": "␣", "\t": "⇥", "\n": "⏎"})


def normal_form(html: str) -> str:
    """Give HTML without what may differ: space that nobody sees, titles, and addresses that are filtered."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    text = re.sub(r"[ \t\n]+", " ", _inside(root))
    return _SPACE_AT_BLOCK.sub(r"\1", text).strip()


def _inside(parent: Element) -> str:
    return _escaped(parent.text) + "".join(_node(child) + _escaped(child.tail) for child in parent)


def _node(each: Element) -> str:
    name, css_class = each.tag, each.get("class", "")
    if not isinstance(name, str):
        return ""  # a comment
    if css_class in ("footnote-ref", "agw-note-ref"):  # the specification's, and the page's
        return f"<mark>{_text(each)}</mark>"
    if css_class == "footnote-backref":
        return ""
    if css_class in ("footnotes", "agw-notes"):
        return "".join(f"<note>{_inside(note)}</note>" for note in each.iterfind("ol/li"))
    if image := re.fullmatch(_IMAGE, _text(each), re.DOTALL) if name in ("a", "em") else None:
        return f"<image>{_escaped(image[1] or image[2])}</image>"
    if name in _EMPTY:
        return f"<{name}>"
    if name in _TRANSPARENT:
        return _inside(each)
    if name == "a":
        return _link(each)
    if name == "img":
        return f"<image>{_escaped(each.get('alt'))}</image>"
    if name == "input":
        return "[x]" if "checked" in each.attrib else "[ ]"
    if name == "pre":
        return f"<pre>{_escaped(_text(each).removesuffix(chr(10))).translate(_VISIBLE)}</pre>"
    align = re.search("left|center|right", each.get("style", ""))
    attribute = each.get("start") or each.get("align") or (align and align[0])
    return f"<{name}{f' {attribute}' if attribute else ''}>{_inside(each)}</{name}>"


def _link(each: Element) -> str:
    address = each.get("href", "")
    if not _ALLOWED_ADDRESS.match(address):
        return _inside(each)
    return f"<a {_escaped(_readable(address))}>{_inside(each)}</a>"


def _readable(address: str) -> str:
    parts = urlsplit(unquote(address))
    host = ".".join(map(_readable_label, parts.netloc.split(".")))
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, parts.fragment))


def _readable_label(label: str) -> str:
    return label[4:].encode().decode("punycode") if label.startswith("xn--") else label


def _text(each: Element) -> str:
    return "".join(each.itertext())


def _escaped(text: str | None) -> str:
    marks = (text or "").replace("☑", "[x]").replace("☐", "[ ]")
    return marks.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
