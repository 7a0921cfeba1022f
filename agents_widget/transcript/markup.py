"""Messages' Markdown for places we don't control: as HTML without danger, or as Markdown without danger."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|~$&#!])")
_END = "end-of-text"
_DANGERS = ("html_block", "html_inline", "image")
_DEPTH = 20  # what is nested deeper the parser leaves out


def html(text: str) -> str:
    """Render Markdown to HTML: no raw HTML, no image that loads, links only to http, https and mailto."""
    renderer = _renderer()
    env: dict[str, Any] = {}
    tokens = renderer.parse(text, env)
    if _too_deep(tokens):
        return f"<pre>{escape(text)}</pre>\n"
    return str(renderer.renderer.render(tokens, renderer.options, env))


def markdown(text: str) -> str:
    """Give Markdown that renders without raw HTML, images or odd links; as a code block when it must be.

    What comes after it is not drawn into it: open code is closed.
    """
    tokens, _ = _parse(text)
    blocks = [token.map for token in tokens if token.map and token.type in ("fence", "code_block")]
    literals = {line for block in blocks for line in range(*block)}
    lines = [line if number in literals else _disarm(line) for number, line in enumerate(text.split("\n"))]
    safe = "\n".join(lines)
    if _harmless(safe):
        return safe
    closed = f"{safe}\n{tokens[-1].markup}" if tokens and tokens[-1].type == "fence" else ""
    return closed if closed and _harmless(closed) else fenced(text)


def fenced(text: str) -> str:
    """Give a text as a Markdown code block that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def code(line: str) -> str:
    """Give one line as a Markdown code span, fit for a table's cell."""
    if not line:
        return ""
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{ticks}{space}{line}{space}{ticks}".replace("|", "\\|")


def literal(line: str) -> str:
    """Escape one line so that Markdown shows it as it is."""
    return _PUNCTUATION.sub(r"\\\1", line)


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # here, for it is only needed when something is exported

    renderer = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEPTH + 2})
    renderer.enable(["table", "strikethrough"])
    renderer.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    renderer.add_render_rule("image", _image)
    renderer.add_render_rule("link_open", _link)
    renderer.add_render_rule("fence", _code_block)
    renderer.add_render_rule("code_block", _code_block)
    return renderer


@cache
def _reader() -> MarkdownIt:
    """A parser that sees all that a careless renderer would."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEPTH + 2}).enable(
        ["table", "strikethrough"]
    )
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


def _link(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f'<a href="{escape(str(tokens[index].attrs["href"]))}" rel="noopener noreferrer">'


def _image(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """An image is a link that names its host: nothing loads before a reader wants it."""
    address = str(tokens[index].attrs["src"])
    try:
        host = urlsplit(address).hostname or "mail"
    except ValueError:
        host = "elsewhere"
    label = f"Image: {tokens[index].content or 'untitled'} ({host})"
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(label)}</a>'


def _code_block(renderer: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f"<pre><code>{escape(tokens[index].content)}</code></pre>\n"


def _disarm(line: str) -> str:
    """Escape what begins HTML or an image, outside code spans."""
    result, position = [], 0
    for span in _CODE_SPAN.finditer(line):
        result += [_escape(line[position : span.start()]), span[0]]
        position = span.end()
    return "".join([*result, _escape(line[position:])])


def _escape(text: str) -> str:
    return text.replace("<", "&lt;").replace("![", "!\\[")


def _parse(text: str) -> tuple[list[Token], dict[str, Any]]:
    env: dict[str, Any] = {}
    return _reader().parse(text, env), env


def _too_deep(tokens: list[Token]) -> bool:
    return any(token.level >= _DEPTH for token in tokens)


def _harmless(text: str) -> bool:
    """Whether a careless renderer makes nothing bad of it, and a paragraph that follows is one of its own."""
    tokens, env = _parse(f"{text}\n\n{_END}")
    inner = [child for token in tokens for child in (token, *(token.children or ()))]
    links = [str(token.attrs.get("href", "")) for token in inner if token.type == "link_open"]
    links += [str(reference["href"]) for reference in env.get("references", {}).values()]
    return (
        not _too_deep(tokens)
        and not any(token.type in _DANGERS for token in inner)
        and all(_LINK.match(link) or not _SCHEME.match(link) for link in links)
        and [(token.level, token.content) for token in tokens[-3:]] == [(0, ""), (1, _END), (0, "")]
    )
