"""A parser of GitHub's Markdown to which HTML is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .bare_addresses import link_bare_addresses
from .footnotes import number_footnotes
from .links import is_allowed_link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TAG_LIMIT = 1_000  # characters: a comment without an end would be searched for it to the end of the text
_LINE_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def use_github_syntax(parser: MarkdownIt) -> None:
    """Let a CommonMark parser read GitHub's extensions, and HTML as text."""
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    parser.options["tasklists"] = True
    parser.options["strikethrough_single_tilde"] = True
    parser.inline.ruler.push("tag", _tag)
    parser.inline.ruler.at("strikethrough", _strikethrough)
    link_bare_addresses(parser)
    number_footnotes(parser)
    # A link is one wherever it leads: the parser would take it for text, and show its address.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.core.ruler.push("allowed_links", _hide_other_links)


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Read tildes with their number, as cmark-gfm: one between words does not close two (``~~a~b~~``)."""
    from markdown_it.rules_inline import strikethrough

    count = len(state.delimiters)
    start = state.pos
    found = strikethrough.tokenize(state, silent)
    if len(state.delimiters) > count:
        state.delimiters[-1].length = state.pos - start
    return found


def _hide_other_links(state: StateCore) -> None:
    """Hide the links that lead elsewhere, not their text; note which images are in one that is shown."""
    for token in state.tokens:
        open_links: list[Token] = []
        for child in token.children or ():
            if child.type == "link_open":
                child.hidden = not is_allowed_link(str(child.attrs["href"]))
                open_links.append(child)
            elif child.type == "link_close":
                child.hidden = open_links.pop().hidden
            elif child.type == "image":
                child.meta["in_link"] = any(not link.hidden for link in open_links)


def _tag(state: StateInline, silent: bool) -> bool:
    """Read a tag as text, marks in it included; ``<br>`` breaks the line: a table's cell has no other way."""
    from markdown_it.common.html_re import HTML_TAG_RE

    if state.src[state.pos] != "<":
        return False
    found = HTML_TAG_RE.match(state.src[state.pos : min(state.pos + _TAG_LIMIT, state.posMax)])
    if not found:
        return False
    if not silent and _LINE_BREAK.fullmatch(found[0]):
        state.push("hardbreak", "br", 0)
    elif not silent:
        state.push("text", "", 0).content = found[0]
    state.pos += found.end()
    return True
