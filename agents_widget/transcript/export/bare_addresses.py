"""Addresses in running text that become links by themselves, by GitHub's rules.

``js/src/markdown/bare-addresses.ts`` is the twin of this file: ``tests/vectors/markdown`` holds both alike.
https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# What no host has in it.
_HOST_MARKS = r"\s!-,/:-@\[-^`{-~\u2000-\u206f\u3000-\u3003\u3008-\u3011\uff01-\uff0f"
_WEB = re.compile(rf"(?:https?://|www\.)([^{_HOST_MARKS}]+)[^\s<]*", re.IGNORECASE)
_END_MARKS = "?!.,:;*_~'\""
"""At the end of an address they belong to the sentence."""
_REFERENCE = re.compile(r"&[A-Za-z]+;$")
_MAIL = re.compile(
    r"(?:(?<![A-Za-z0-9])(mailto|xmpp):)?(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]+"
    r"@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+(?<![_-])(?![A-Za-z0-9@_-])",
    re.IGNORECASE,
)


def web_address(text: str, start: int) -> str | None:
    """Give the web address that begins at ``start``, without the marks of the sentence around it."""
    before = text[start - 1 : start]
    found = _WEB.match(text, start)
    if not found or _has_underscore(found[1]):
        return None
    is_www = text[start] in "wW"
    if is_www and (not text.startswith("www.", start) or not re.match(r"[\s*_~(]|$", before)):
        return None
    if not is_www and re.match(r"[A-Za-z\\]", before):
        return None
    return _without_end_marks(found[0])


def _has_underscore(host: str) -> bool:
    """Whether one of the last two parts of a host has an underscore, which it may not."""
    return any("_" in part for part in host.rstrip("._").split(".")[-2:])


def _without_end_marks(address: str) -> str:
    opened, closed = address.count("("), address.count(")")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")" and closed > opened:
            closed -= 1
        elif last not in _END_MARKS:
            break
        reference = _REFERENCE.search(address[max(0, end - 40) : end]) if last == ";" else None
        end -= len(reference[0]) if reference else 1
    return address[:end]


def link_bare_addresses(parser: MarkdownIt) -> None:
    """Let a parser make links of bare addresses."""
    parser.inline.add_terminator_char("w")
    parser.inline.ruler.push("bare_web_address", _web_rule)
    parser.core.ruler.after("inline", "bare_mail_address", _mail_rule)


def _web_rule(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel > 0:
        return False
    start = _start_of_web_address(state.src, state.pos)
    address = None if start is None else web_address(state.src, start)
    if start is None or address is None:
        return False
    state.pending = state.pending[: len(state.pending) - (state.pos - start)]
    scheme = "" if state.pos > start else "http://"
    link = state.push("link_open", "a", 1)
    link.attrs = {"href": state.md.normalizeLink(scheme + address)}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _start_of_web_address(text: str, position: int) -> int | None:
    if text.startswith("www.", position):
        return position
    if not text.startswith("://", position):
        return None
    scheme = re.search(r"https?$", text[max(0, position - 5) : position], re.IGNORECASE)
    return position - len(scheme[0]) if scheme else None


def _mail_rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and "@" in token.content:
            token.children = list(_with_mail_links(_with_joined_backslashes(token.children), state.md))


def _with_joined_backslashes(tokens: list[Token]) -> Iterator[Token]:
    r"""Join a backslash that escapes nothing with the text after it: the parser has cut ``\m@n.op`` there."""
    backslash: Token | None = None
    for token in tokens:
        if backslash and token.type == "text":
            token = token.copy(content=backslash.content + token.content)
        elif backslash:
            yield backslash
        is_backslash = token.type == "text_special" and re.match(r"\\[A-Za-z0-9]", token.content)
        backslash = token if is_backslash else None
        if not is_backslash:
            yield token
    if backslash:
        yield backslash


def _with_mail_links(tokens: Iterable[Token], parser: MarkdownIt) -> Iterator[Token]:
    depth = 0  # of links: there is none in a link
    for token in tokens:
        depth += token.nesting if token.tag == "a" else 0
        if token.type != "text" or depth > 0:
            yield token
        else:
            yield from _split_at_mail(token, parser)


def _split_at_mail(token: Token, parser: MarkdownIt) -> Iterator[Token]:
    end = 0
    for found in _MAIL.finditer(token.content):
        scheme = "" if found[1] else "mailto:"
        yield token.copy(content=token.content[end : found.start()])
        href = parser.normalizeLink(scheme + found[0])
        yield token.copy(type="link_open", tag="a", nesting=1, attrs={"href": href}, content="")
        yield token.copy(content=found[0])
        yield token.copy(type="link_close", tag="a", nesting=-1, content="")
        end = found.end()
    yield token.copy(content=token.content[end:])
