"""Footnotes in Markdown: numbered in the order of their marks, and written at the end, as GitHub does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_NOTE = re.compile(r"\[\^[^\]\s]+\]:")


def number_footnotes(parser: MarkdownIt) -> None:
    """Let a parser read footnotes, number them, and put their notes at the end."""
    from mdit_py_plugins.footnote import footnote_plugin

    # The plugin's own end leaves out the notes that have no mark, and tells labels apart by their case.
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    # The plugin lets a note end paragraphs alone. (A table ends where a quote does.)
    parser.block.ruler.before("footnote_def", "footnote_ends_quote", _ends_quote, {"alt": ["blockquote"]})
    parser.core.ruler.push("footnotes", _footnotes)


def _ends_quote(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    return silent and _NOTE.match(state.src, start) is not None


def _footnotes(state: StateCore) -> None:
    text, notes = _apart(state.tokens)
    numbers: dict[str, int] = {}
    for mark in _marks(state.tokens):
        label = _key(mark.meta["label"])
        if label in notes:
            mark.content = str(numbers.setdefault(label, len(numbers) + 1))
        else:
            mark.type, mark.content = "text", f"[^{mark.meta['label']}]"
    # A note without a mark is shown all the same: nothing that a model wrote is hidden.
    ordered = [*numbers, *(label for label in notes if label not in numbers)]
    state.tokens = text + _section([notes[label] for label in ordered])


def _apart(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Take the notes out of the text; the first of a label counts."""
    text: list[Token] = []
    notes: dict[str, list[Token]] = {}
    targets = [text]
    for token in tokens:
        if token.type == "footnote_reference_open":
            note: list[Token] = []
            notes.setdefault(_key(token.meta["label"]), note)
            targets.append(note)
        elif token.type == "footnote_reference_close":
            targets.pop()
        else:
            targets[-1].append(token)
    return text, notes


def _marks(tokens: list[Token]) -> list[Token]:
    children = [child for token in tokens for child in token.children or ()]
    return [child for child in children if child.type == "footnote_ref"]


def _key(label: str) -> str:
    return label.lower()


def _section(notes: list[list[Token]]) -> list[Token]:
    if not notes:
        return []
    section = [_token("footnotes_open", 1)]
    for note in notes:
        section += [_token("footnote_open", 1), *note, _token("footnote_close", -1)]
    return [*section, _token("footnotes_close", -1)]


def _token(kind: str, nesting: Literal[-1, 1]) -> Token:
    from markdown_it.token import Token

    return Token(kind, "", nesting, level=0 if kind.startswith("footnotes") else 1)
