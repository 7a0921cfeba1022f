"""Messages' Markdown for places we don't control: as HTML without danger, or as Markdown without danger."""

from __future__ import annotations

import re
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
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
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
        return f"<pre>{escape(text, quote=False)}</pre>"
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
    for brackets in ("![", "["):
        lines = [
            line if number in literals else _disarm(line, brackets)
            for number, line in enumerate(text.split("\n"))
        ]
        for safe in ("\n".join(lines), "\n".join(lines) + end):
            if _harmless(safe):
                return safe
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
    for kind, rule in _RULES.items():
        parser.add_render_rule(kind, rule)
    return parser


def _link(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return _anchor(str(tokens[index].attrs["href"]))


def _image(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """An image is a link that names its host: nothing loads before a reader wants it."""
    address = str(tokens[index].attrs["src"])
    label = f"Image: {tokens[index].content or 'untitled'} ({urlsplit(address).hostname or 'mail'})"
    return f"{_anchor(address)}{escape(label)}</a>"


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">'


def _text(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return escape(tokens[index].content, quote=False)


def _code(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f"<code>{escape(tokens[index].content, quote=False)}</code>"


def _code_block(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f"<pre>{escape(tokens[index].content, quote=False)}</pre>\n"


_RULES = {
    "image": _image,
    "link_open": _link,
    "text": _text,
    "code_inline": _code,
    "fence": _code_block,
    "code_block": _code_block,
}


def _disarm(line: str, brackets: str) -> str:
    """Escape what begins HTML or an image (or, by ``[``, a link), outside code spans."""
    result, position = [], 0
    for span in [*_CODE_SPAN.finditer(line), None]:
        text = line[position : span.start() if span else None]
        result.append(text.replace("<", "&lt;").replace(brackets, brackets.replace("[", "\\[")))
        if span:
            result.append(span[0])
            position = span.end()
    return "".join(result)


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
