"""Formulas in Markdown, found as the view finds them: a saved page keeps their TeX as it is written.

``js/src/markdown/formula-syntax.ts`` is the same for the view.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from .formula_rules import (
    LETTER,
    is_bracket_formula,
    is_display_formula,
    is_dollar_formula,
    is_parenthesis_formula,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LONGEST = 4_000
"""Characters between two delimiters; an escaped one counts once."""
INLINE, BLOCK = "formula_inline", "formula_block"
"""The types of the tokens."""

_BODY = r"(?:[^\\\n]|\\[\s\S]|\n(?![ \t]*\n))"
_DOLLARS = re.compile(rf"\$\$((?:(?!\$\$){_BODY}){{1,{LONGEST}}}?)\$\$")
_PARENTHESES = re.compile(rf"\\\(((?:(?!\\\)){_BODY}){{1,{LONGEST}}}?)\\\)")
_BRACKETS = re.compile(rf"\\\[((?:(?!\\\]){_BODY}){{1,{LONGEST}}}?)\\\]")
_DOLLAR = re.compile(r"\$((?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?![ \t]*\n)){0,1000}?(?:\\\S|[^\s\\$]))\$(?!\$)")
_GITHUB = re.compile(r"\$`((?:[^`\n]|\n(?![ \t]*\n)){1,1000})`\$")
_DOLLARS_ALONE = re.compile(rf"\$\$[ \t]*\n((?:\\[\s\S]|(?!\$\$)[^\\]){{1,{LONGEST}}}?)\$\$")
_BRACKETS_ALONE = re.compile(rf"\\\[[ \t]*\n((?:\\(?![\[\]])[\s\S]|[^\\]){{1,{LONGEST}}}?)\\\]")
_LETTER_ALONE = re.compile(rf"\\\[({LETTER})\\\](?=[ \t]*(?:\n|\Z))")
_ENVIRONMENT = re.compile(
    r"\\begin\{([a-z]*(?:align|array|cases|equation|gather|matrix|multline|split)[a-z]*\*?)\}", re.IGNORECASE
)
_BLOCK_START = re.compile(r" {0,3}(?=\$\$|\\\[|\\begin\{)")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")


class Formula(NamedTuple):
    """A formula, and the Markdown that it is written as."""

    raw: str
    tex: str
    display: bool


def add_formulas(parser: MarkdownIt) -> None:
    """Let a parser see formulas, and its renderer show them as they are written."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "formula", _block_rule, {"alt": interrupted})
    parser.inline.ruler.before("escape", "formula", _inline_rule)


def inline_html(token: Token) -> str:
    """Write a formula in a line, with its delimiters."""
    return f"<code>{escape(token.markup, quote=False)}</code>"


def block_html(token: Token) -> str:
    """Write a formula that stands alone, with its delimiters and line breaks."""
    return f"<pre>{escape(token.markup, quote=False)}</pre>\n"


def is_math_fence(token: Token) -> bool:
    """Tell whether a code block is a formula, as GitHub has it: its language is ``math``."""
    return token.type == "fence" and token.info.strip() == "math"


def inline_formula(source: str, before: str = "") -> Formula | None:
    """Find the formula at the start of a piece of a line that follows the character ``before``."""
    if source.startswith("$"):
        return _dollar_formula(source, before)
    if source.startswith(("\\(", "\\[", "\\b")) and _closing(source, 0) >= 0:
        return _bracket_formula(source, before) or _environment(source)
    return None


def block_formula(source: str) -> Formula | None:
    """Find the formula that a text, which begins with a line, has as a block of its own."""
    start = _BLOCK_START.match(source)
    found = _display_formula(source[start.end() :]) if start else None
    if not start or not found:
        return None
    raw = start[0] + found.raw
    end = _LINE_END.match(source, len(raw))
    return found._replace(raw=raw + end[0]) if end else None


def _inline_rule(state: StateInline, silent: bool) -> bool:
    source = state.src[state.pos : min(state.posMax, state.pos + 2 * LONGEST + 8)]
    if not source.startswith(("$", "\\")):
        return False
    found = None if source.startswith("$$$") else inline_formula(source, state.src[state.pos - 1 : state.pos])
    several = re.match(r"\${2,}", source)
    if found:
        if not silent:
            _fill(state.push(INLINE, "code", 0), found)
        state.pos += len(found.raw)
    elif several:  # none of them begins a formula either
        if not silent:
            state.pending += several[0]
        state.pos += several.end()
    return bool(found or several)


def _block_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    start = state.bMarks[first] + state.tShift[first]
    if state.is_code_block(first) or state.src[start : start + 1] not in ("$", "\\"):
        return False
    if _closing(state.src, start) < 0:
        return False
    found = block_formula(state.getLines(first, _last_line(state, first, last), state.blkIndent, False))
    if found is None:
        return False
    if not silent:
        state.line = first + found.raw.rstrip("\n").count("\n") + 1
        token = state.push(BLOCK, "code", 0)
        token.map = [first, state.line]
        _fill(token, found)
    return True


def _last_line(state: StateBlock, first: int, last: int) -> int:
    """Give the line after those that the formula which begins at line ``first`` may take."""
    start = state.bMarks[first] + state.tShift[first]
    end = _closing(state.src, start)
    line = first + 1
    while (
        line < last
        and state.bMarks[line] <= end
        and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent)
    ):
        line += 1
    return line


def _closing(source: str, start: int) -> int:
    """Find what closes the delimiter at ``start``; -1, which saves the rules a search, if nothing does."""
    opening = source[start : start + 2]
    limit = start + 2 * LONGEST + 4
    if opening == "\\b":
        return limit if source.find("\\end{", start, limit) >= 0 else -1
    close = {"\\(": "\\)", "\\[": "\\]"}.get(opening, opening)
    at = source.find(close, start + 2, limit)
    while at >= 0 and _ends_in_escape(source[start + 2 : at]):
        at = source.find(close, at + 1, limit)
    return at


def _ends_in_escape(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _fill(token: Token, found: Formula) -> None:
    token.content, token.markup = found.tex, found.raw.strip()
    token.meta = {"display": found.display}


def _dollar_formula(source: str, before: str) -> Formula | None:
    quoted = _GITHUB.match(source)
    if quoted:
        return _formula(quoted[0], quoted[1], display=False)
    double = _DOLLARS.match(source)
    if double:
        is_formula = is_display_formula(double[1], source[double.end() : double.end() + 1])
        return _formula(double[0], double[1], display=True) if is_formula else None
    single = _DOLLAR.match(source)
    if not single or not is_dollar_formula(single[1], before, source[single.end() :][:2]):
        return None
    return _formula(single[0], single[1], display=False)


def _bracket_formula(source: str, before: str) -> Formula | None:
    found = _PARENTHESES.match(source)
    if found and is_parenthesis_formula(found[1], before):
        return _formula(found[0], found[1], display=False)
    found = _BRACKETS.match(source)
    if found and is_bracket_formula(found[1], before, source[found.end() : found.end() + 1]):
        return _formula(found[0], found[1], display=True)
    return None


def _display_formula(source: str) -> Formula | None:
    found = _DOLLARS_ALONE.match(source)
    if found and is_display_formula(found[1], ""):
        return _formula(found[0], found[1], display=True)
    found = _BRACKETS_ALONE.match(source)
    if found and is_bracket_formula(f" {found[1]} ", "", ""):
        return _formula(found[0], found[1], display=True)
    letter = _LETTER_ALONE.match(source)
    if letter:  # "[x]" in a line may be a box or an option; alone on its line, a letter is a formula
        return _formula(letter[0], letter[1], display=True)
    formula = inline_formula(source)
    return formula if formula and formula.display else None


def _environment(source: str) -> Formula | None:
    """Find one of TeX's environments of formulas, which need no delimiters."""
    begin = _ENVIRONMENT.match(source)
    if not begin:
        return None
    depth = 0
    for mark in re.finditer(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}", source[:LONGEST]):
        depth += 1 if mark[1] == "begin" else -1
        if depth == 0:
            return _formula(source[: mark.end()], source[: mark.end()], display=True)
    return None


def _formula(raw: str, text: str, *, display: bool) -> Formula | None:
    tex = text.strip()
    return Formula(raw, tex, display) if tex else None
