"""Messages' Markdown for places we don't control: as HTML without danger, or as Markdown without danger."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import formulas
from .github_markdown import use_github_syntax
from .links import is_allowed_link
from .visible_text import REORDERING, visible_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MARKS_LIMIT = 25_000
"""Marks and lines of a text that are read as Markdown: what has more takes seconds, and stays as it is."""

_MARK = re.compile(r"[^\w\s]|[_\n]")
_CODE_SPAN = r"(?<![\\`])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_ADDRESS = r"(?P<address><(?:https?://[!-;=?-~]+|[A-Za-z0-9.+_-]+@[A-Za-z0-9._-]+)>)"  # not HTML
_CODE_SPAN_OR_MARK = re.compile(rf"{_CODE_SPAN}|{_ADDRESS}|<|!?\[|{REORDERING.pattern}")
_ESCAPES = {"<": "&lt;", "![": "!\\["}  # what begins HTML or an image, outside code spans
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|~$&#!])")
_BYTE_ORDER_MARK = "\ufeff"
_END = "end-of-text"
_DANGERS = ("html_block", "html_inline", "image")
_DEPTH = 20  # what is nested deeper the parser leaves out
_BOXES: dict[bool | None, str] = {True: "☑ ", False: "☐ "}
_NO_END_TAG = {f"{name}_close" for name in ("list_item", "footnote", "thead", "tbody", "tr", "th", "td")}


def html(text: str) -> str:
    """Render Markdown to HTML: no raw HTML, no image that loads, links only to http, https and mailto."""
    text = text.removeprefix(_BYTE_ORDER_MARK)
    parser = _parser(allow_html=False)
    env: dict[str, Any] = {}
    tokens = _parse_within_limits(parser, text, env)
    if tokens is None:
        return _block(text)
    for token in tokens:
        token.hidden = token.hidden or token.type in _NO_END_TAG
        token.block = token.level == 0 and token.nesting < 1  # a line for each block, no more
    return str(parser.renderer.render(tokens, parser.options, env))


def markdown(text: str) -> str:
    """Give Markdown that renders without raw HTML, images or odd links; as a code block when it must be.

    What comes after it is not drawn into it: open code is closed.
    """
    text = text.removeprefix(_BYTE_ORDER_MARK)
    tokens = _parse_within_limits(_parser(allow_html=True), text, {})
    if tokens is None:
        return fenced(visible_text(text))
    code_lines = _code_lines(tokens)
    if "[^" in text:  # what is code to one reader is a footnote's paragraph to another
        code_lines &= _code_lines(_parser(allow_html=False).parse(text, {}))
    is_fence_open_at_end = bool(tokens) and tokens[-1].type == "fence"
    end_of_fence = f"\n{tokens[-1].markup}" if is_fence_open_at_end else ""
    for escapes in (_ESCAPES, {**_ESCAPES, "[": "\\["}):
        escaped = "\n".join(
            visible_text(line) if number in code_lines else _escape_line(line, escapes)
            for number, line in enumerate(text.split("\n"))
        )
        for closed in (escaped, escaped + end_of_fence):
            if _is_harmless(closed):
                return closed
    return fenced(visible_text(text))


def fenced(text: str) -> str:
    """Give a text as a Markdown code block that nothing in it can end."""
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return f"{fence}\n{text}\n{fence}"


def code(line: str) -> str:
    """Give one line as a Markdown code span, fit for a table's cell."""
    if not line:
        return ""
    ticks = "`" * (_longest_ticks(line) + 1)
    space = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{ticks}{space}{line}{space}{ticks}".replace("|", "\\|")


def literal(line: str) -> str:
    """Escape one line so that Markdown shows it as it is."""
    return _PUNCTUATION.sub(r"\\\1", line)


@cache
def _parser(*, allow_html: bool) -> MarkdownIt:
    """A parser for what we write, or (``allow_html``) one that sees all that a careless renderer would."""
    from markdown_it import MarkdownIt  # here, for it is only needed when something is exported

    parser = MarkdownIt("commonmark", {"html": allow_html, "maxNesting": _DEPTH + 2})
    parser.enable(["table", "strikethrough"])
    if allow_html:  # a careless renderer knows of no formulas: what is in them is Markdown to it
        parser.validateLink = lambda url: True  # type: ignore[method-assign]
    else:
        use_github_syntax(parser)
        formulas.add_formulas(parser)
    for kind, write in _WRITERS.items():
        parser.add_render_rule(kind, lambda renderer, tokens, index, *rest, write=write: write(tokens[index]))
    return parser


def _image(token: Token) -> str:
    """An image is a link that names its host: nothing loads before a reader wants it.

    In a link it is the link's text: the outer one leads, and HTML has no link in a link.
    """
    address = str(token.attrs["src"])
    alt = _plain_text(token.children or [])
    if not is_allowed_link(address):
        return f"<em class=agw-image>{escape(alt or 'image', quote=False)} (image not shown)</em>"
    label = f"Image: {alt or 'untitled'} ({urlsplit(address).hostname or 'mail'})"
    if token.meta.get("in_link"):
        return escape(label, quote=False)
    return f"{_anchor(address)}{escape(label)}</a>"


def _plain_text(tokens: list[Token]) -> str:
    """What is left of an image's description: words, and spaces where its lines end."""
    return "".join(map(_words, tokens))


def _words(token: Token) -> str:
    if token.children:
        return _plain_text(token.children)
    return " " if token.type == "softbreak" else token.content


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">'


def _block(text: str) -> str:
    first_line = "\n" if text.startswith("\n") else ""  # the first newline in a <pre> is not shown
    return f"<pre>{first_line}{escape(text, quote=False)}</pre>\n"


def _list(token: Token) -> str:
    """A list, without the class that markdown-it gives to one with task boxes."""
    start = token.attrs.get("start")
    return f"<{token.tag}>\n" if start is None else f'<{token.tag} start="{int(start)}">\n'


def _item(token: Token) -> str:
    """An item of a list, with its box as a character: a host may strip what looks like a form."""
    return f"<li>{_BOXES.get(token.meta.get('checked'), '')}"


_WRITERS: dict[str, Callable[[Token], str]] = {
    # An answer's headings are none of the notebook's: hundreds would keep its table of contents busy.
    "heading_open": lambda token: f"<{token.tag} class=tocSkip>",
    "image": _image,
    "link_open": lambda token: "" if token.hidden else _anchor(str(token.attrs["href"])),
    "bullet_list_open": _list,
    "ordered_list_open": _list,
    "list_item_open": _item,
    "s_open": lambda token: "<del>",
    "s_close": lambda token: "</del>",
    # No links: a notebook has many messages, and their anchors would get mixed up.
    "footnote_ref": lambda token: f"<sup class=agw-note-ref>{token.content}</sup>",
    "footnotes_open": lambda token: "<div class=agw-notes><hr><ol>",
    "footnote_open": lambda token: "<li>",
    "footnotes_close": lambda token: "</ol></div>\n",
    "text": lambda token: escape(token.content, quote=False),
    "code_inline": lambda token: f"<code>{escape(token.content, quote=False)}</code>",
    "fence": lambda token: _block(token.content),
    "code_block": lambda token: _block(token.content),
    formulas.INLINE: formulas.inline_html,
    formulas.BLOCK: formulas.block_html,
}


def _code_lines(tokens: list[Token]) -> set[int]:
    """Give the numbers of the lines that are in code blocks."""
    blocks = [token.map for token in tokens if token.map and token.type in ("fence", "code_block")]
    return {line for first, end in blocks for line in range(first, end)}


def _escape_line(line: str, escapes: dict[str, str]) -> str:
    """Escape the marks of a line outside its code spans and addresses, and show what reorders text."""

    def escaped(found: re.Match[str]) -> str:
        if found["ticks"] or found["address"]:
            return visible_text(found[0])
        if REORDERING.match(found[0]):
            return "\\" + visible_text(found[0])
        return escapes.get(found[0], found[0])

    return _CODE_SPAN_OR_MARK.sub(escaped, line)


def _parse_within_limits(parser: MarkdownIt, text: str, env: dict[str, Any]) -> list[Token] | None:
    """Parse a text; None when it has more marks or is nested deeper than a text for people."""
    if sum(1 for _ in _MARK.finditer(text)) > MARKS_LIMIT:
        return None
    # The parser would take a last line of spaces, without its end, for the end of a code block.
    tokens = parser.parse(text if text.endswith("\n") else f"{text}\n", env)
    return None if any(token.level >= _DEPTH for token in tokens) else tokens


def _is_harmless(text: str) -> bool:
    """Whether a careless renderer makes nothing bad of it, and a paragraph that follows is one of its own."""
    env: dict[str, Any] = {}
    tokens = _parse_within_limits(_parser(allow_html=True), f"{text}\n\n{_END}", env) or []
    inner = [child for token in tokens for child in (token, *(token.children or ()))]
    links = [str(token.attrs.get("href", "")) for token in inner if token.type == "link_open"]
    links += [str(reference["href"]) for reference in env.get("references", {}).values()]
    return (
        not any(token.type in _DANGERS for token in inner)
        and all(map(is_allowed_link, links))
        and [(token.level, token.content) for token in tokens[-3:]] == [(0, ""), (1, _END), (0, "")]
    )


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
