"""Messages' Markdown for places we don't control: as HTML without danger, or as Markdown without danger."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MARKS_LIMIT = 25_000
"""Marks and lines of a text that are read as Markdown: what has more takes seconds, and stays as it is."""

_MARK = re.compile(r"[^\w\s]|[_\n]")
_WEB = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\\]+", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SPAN_OR_BRACKET = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)|<|!?\[")
_ESCAPES = {"<": "&lt;", "![": "!\\["}  # what begins HTML or an image, outside code spans
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|~$&#!])")
_END = "end-of-text"
_DANGERS = ("html_block", "html_inline", "image")
_DEPTH = 20  # what is nested deeper the parser leaves out
_NO_END_TAG = {f"{name}_close" for name in ("list_item", "thead", "tbody", "tr", "th", "td")}


def html(text: str) -> str:
    """Render Markdown to HTML: no raw HTML, no image that loads, links only to http, https and mailto."""
    parser = _parser(False)
    env: dict[str, Any] = {}
    if (tokens := _read(parser, text, env)) is None:
        return _block(text)
    for token in tokens:
        token.hidden = token.hidden or token.type in _NO_END_TAG
        token.block = token.level == 0 and token.nesting < 1  # a line for each block, no more
    return str(parser.renderer.render(tokens, parser.options, env))


def markdown(text: str) -> str:
    """Give Markdown that renders without raw HTML, images or odd links; as a code block when it must be.

    What comes after it is not drawn into it: open code is closed.
    """
    tokens = _read(_parser(True), text, {})
    if tokens is None:
        return fenced(text)
    blocks = [token.map for token in tokens if token.map and token.type in ("fence", "code_block")]
    literals = {line for block in blocks for line in range(*block)}
    end = f"\n{tokens[-1].markup}" if tokens and tokens[-1].type == "fence" else ""
    lines = list(enumerate(text.split("\n")))
    for escapes in (_ESCAPES, {**_ESCAPES, "[": "\\["}):
        safe = "\n".join(line if at in literals else _disarm(line, escapes) for at, line in lines)
        for closed in (safe, safe + end):
            if _harmless(closed):
                return closed
    return fenced(text)


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


def is_address(url: str) -> bool:
    """Whether a URL is a whole address of the web or of a mailbox: a page may rewrite any other."""
    if not _WEB.fullmatch(url):
        return _MAIL.fullmatch(url) is not None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is none
        host = (parts.hostname or "").rstrip(".")
        if "[" in parts.netloc or _NUMBER.fullmatch(host.rpartition(".")[2]):
            return "%" not in str(ip_address(host))
        host.encode("ascii").decode("idna")
    except ValueError:
        return False
    return _HOST.fullmatch(host) is not None


@cache
def _parser(html: bool) -> MarkdownIt:
    """A parser for what we write, or (``html``) one that sees all that a careless renderer would."""
    from markdown_it import MarkdownIt  # here, for it is only needed when something is exported

    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": _DEPTH + 2})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: html or is_address(url)  # type: ignore[method-assign]
    for kind, write in _WRITERS.items():
        parser.add_render_rule(kind, lambda renderer, tokens, index, *rest, write=write: write(tokens[index]))
    return parser


def _image(token: Token) -> str:
    """An image is a link that names its host: nothing loads before a reader wants it."""
    address = str(token.attrs["src"])
    label = f"Image: {token.content or 'untitled'} ({urlsplit(address).hostname or 'mail'})"
    return f"{_anchor(address)}{escape(label)}</a>"


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">'


def _block(text: str) -> str:
    return f"<pre>{escape(text, quote=False)}</pre>\n"


_WRITERS: dict[str, Callable[[Token], str]] = {
    # An answer's headings are none of the notebook's: hundreds would keep its table of contents busy.
    "heading_open": lambda token: f"<{token.tag} class=tocSkip>",
    "image": _image,
    "link_open": lambda token: _anchor(str(token.attrs["href"])),
    "text": lambda token: escape(token.content, quote=False),
    "code_inline": lambda token: f"<code>{escape(token.content, quote=False)}</code>",
    "fence": lambda token: _block(token.content),
    "code_block": lambda token: _block(token.content),
}


def _disarm(line: str, escapes: dict[str, str]) -> str:
    return _SPAN_OR_BRACKET.sub(lambda found: escapes.get(found[0], found[0]), line)


def _read(parser: MarkdownIt, text: str, env: dict[str, Any]) -> list[Token] | None:
    """Parse a text; None when it has more marks or is nested deeper than a text for people."""
    if sum(1 for _ in _MARK.finditer(text)) > MARKS_LIMIT:
        return None
    tokens = parser.parse(text, env)
    return None if any(token.level >= _DEPTH for token in tokens) else tokens


def _harmless(text: str) -> bool:
    """Whether a careless renderer makes nothing bad of it, and a paragraph that follows is one of its own."""
    env: dict[str, Any] = {}
    tokens = _read(_parser(True), f"{text}\n\n{_END}", env) or []
    inner = [child for token in tokens for child in (token, *(token.children or ()))]
    links = [str(token.attrs.get("href", "")) for token in inner if token.type == "link_open"]
    links += [str(reference["href"]) for reference in env.get("references", {}).values()]
    return (
        not any(token.type in _DANGERS for token in inner)
        and all(map(is_address, links))
        and [(token.level, token.content) for token in tokens[-3:]] == [(0, ""), (1, _END), (0, "")]
    )


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
