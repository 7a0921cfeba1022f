r"""Formulas in Markdown, by the rules of the view: a saved page keeps their TeX as it is written.

``js/src/markdown/formula-rules.ts`` and ``formula-syntax.ts`` have the same rules, and the same names for them;
``tests/vectors/twins/formulas.json`` holds both to them. ``docs/decisions.md`` says them in words.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LONGEST = 4_000
"""Characters between two delimiters."""
INLINE, BLOCK = "formula_inline", "formula_block"
"""The types of the tokens."""

_LETTER = r"[^\W\d_]"
_BODY = r"(?:[^\\\n]|\\[\s\S]|\n(?![ \t]*\n))"
_DOLLARS = re.compile(rf"\$\$((?:(?!\$\$){_BODY}){{1,{LONGEST}}}?)\$\$")
_PARENTHESES = re.compile(rf"\\\(((?:(?!\\\)){_BODY}){{1,{LONGEST}}}?)\\\)")
_BRACKETS = re.compile(rf"\\\[((?:(?!\\\]){_BODY}){{1,{LONGEST}}}?)\\\]")
_DOLLAR = re.compile(r"\$((?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?![ \t]*\n)){0,1000}?(?:\\\S|[^\s\\$]))\$(?!\$)")
_GITHUB = re.compile(r"\$`((?:[^`\n]|\n(?![ \t]*\n)){1,1000})`\$")
_DOLLARS_ALONE = re.compile(rf"\$\$[ \t]*\n((?:\\[\s\S]|(?!\$\$)[^\\]){{1,{LONGEST}}}?)\$\$")
_BRACKETS_ALONE = re.compile(rf"\\\[[ \t]*\n((?:\\(?![\[\]])[\s\S]|[^\\]){{1,{LONGEST}}}?)\\\]")
_LETTER_ALONE = re.compile(rf"\\\[({_LETTER})\\\](?=[ \t]*(?:\n|\Z))")
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:align|alignat|aligned|alignedat|equation|gather|gathered|multline|split|cases|dcases|rcases"
    r"|array|subarray|(?:[pbBvV]|small)?matrix)\*?)\}"
)
_BLOCK_START = re.compile(r" {0,3}(?=\$\$|\\\[|\\begin\{)")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")

_SCRIPTS = re.compile(r"(?:[_^](?:\{[^{}]*\}|\\[A-Za-z]+|[^\s\\{}]))+'*")
_TEX_MARK = re.compile(r"\\[A-Za-z]|[\^{}]|(?<![^\W_][^\W_])_|\\\\")
_RELATION = re.compile(r"[=<>+]")
_LONG_WORD = re.compile(rf"(?<!\\)(?<!{_LETTER}){_LETTER}{{3,}}")
_TEXT_COMMAND = re.compile(r"\\(?:text[a-z]*|math[a-z]+|operatorname\*?|mbox|hbox)\s*\{[^{}]*\}")
_TWO_WORDS = re.compile(
    rf"(?<!\\)(?<!{_LETTER})(?:{_LETTER}{{3,}}[.,;:!?]?\s+{_LETTER}{{2,}}|{_LETTER}{{2,}}[.,;:!?]?\s+{_LETTER}{{3,}})"
)
_LINKING_WORD = re.compile(r"(?:^|\s)(?:and|or|to|of|the|for|with|per|is|are|und|oder|et|ou)(?:\s|$)")
_CURRENCY = re.compile(r"[€£¥₹₩₽¢]")
_AMOUNT = re.compile(
    r"[\d.,]+\s*(?:[kKmMbB]|million|billion)?[\s(/–—-]+"
    rf"(?:{_LETTER}{{3,}}|(?:to|or|in|on|at|is|by|of|if|as|an|vs)\b|{_LETTER}\s+\d)"
)
_NUMBER = re.compile(r"[\d.,]+\s*")
_NO_START = re.compile(r"(?:[\"'“”’)\]},;?/]|[.:](?![\d=]))[\s\S]")
_QUOTES = re.compile(r"[\"“”`]")


class Formula(NamedTuple):
    """A formula, and the Markdown that it is written as."""

    raw: str
    tex: str
    display: bool


def add_formulas(parser: MarkdownIt) -> None:
    """Let a parser see formulas, and its renderer show them as they are written."""
    blocks = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "formula", _block_rule, blocks)
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
    if source.startswith("\\"):
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
    source = state.src[state.pos : state.posMax]
    if not source.startswith(("$", "\\")):
        return False
    several = re.match(r"\${3,}", source)
    if several:
        if not silent:
            state.pending += several[0]
        state.pos += several.end()
        return True
    found = inline_formula(source, state.src[state.pos - 1] if state.pos else "")
    if not found:
        return False
    if not silent:
        _fill(state.push(INLINE, "code", 0), found)
    state.pos += len(found.raw)
    return True


def _block_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if state.is_code_block(first) or state.src[state.bMarks[first] + state.tShift[first]] not in "$\\":
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
    """Give the line after those that a formula which begins at line ``first`` may take."""
    line = first + 1
    end = state.bMarks[first] + 2 * LONGEST
    while line < last and state.bMarks[line] < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    return line


def _fill(token: Token, found: Formula) -> None:
    token.content, token.markup = found.tex, found.raw.strip()
    token.meta = {"display": found.display}


def _dollar_formula(source: str, before: str) -> Formula | None:
    quoted = _GITHUB.match(source)
    if quoted:
        return _formula(quoted[0], quoted[1], display=False)
    double = _DOLLARS.match(source)
    if double:
        is_formula = _is_display_formula(double[1], source[double.end() : double.end() + 1])
        return _formula(double[0], double[1], display=True) if is_formula else None
    single = _DOLLAR.match(source)
    if not single or not _is_dollar_formula(single[1], before, source[single.end() :][:2]):
        return None
    return _formula(single[0], single[1], display=False)


def _bracket_formula(source: str, before: str) -> Formula | None:
    found = _PARENTHESES.match(source)
    if found and _is_parenthesis_formula(found[1], before):
        return _formula(found[0], found[1], display=False)
    found = _BRACKETS.match(source)
    if found and _is_bracket_formula(found[1], before, source[found.end() : found.end() + 1]):
        return _formula(found[0], found[1], display=True)
    return None


def _display_formula(source: str) -> Formula | None:
    found = _DOLLARS_ALONE.match(source)
    if found and _is_display_formula(found[1], ""):
        return _formula(found[0], found[1], display=True)
    found = _BRACKETS_ALONE.match(source)
    if found and _is_bracket_formula(f" {found[1]} ", "", ""):
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


def _is_dollar_formula(tex: str, before: str, after: str) -> bool:
    if _is_amount(tex) or _QUOTES.search(tex) or _is_prose(tex) or not _is_balanced(tex):
        return False
    if before and before == after[:1] and tex.endswith(before):
        return False
    return _may_follow(tex, before) and _may_precede(tex, after)


def _is_display_formula(text: str, after: str) -> bool:
    if _is_amount(text.strip()) or not _is_balanced(text) or re.search(r"[$\d{]", after):
        return False
    is_words = _LONG_WORD.search(text) and re.search(r"\s", text)
    return _has_tex_mark(text) or bool(_RELATION.search(text)) or not (is_words or _is_prose(text))


def _is_parenthesis_formula(text: str, before: str) -> bool:
    tex = text.strip()
    return _is_balanced(tex) and not _is_remark(tex) and _may_follow(tex, before)


def _is_bracket_formula(text: str, before: str, after: str) -> bool:
    tex = text.strip()
    if (before and (before.isalnum() or before in ")]!")) or (after and after in "([:"):
        return False
    if not _is_balanced(tex) or _is_remark(tex) or tex.startswith("--"):
        return False
    is_padded = text[0].isspace() and text[-1].isspace()
    return is_padded or _has_tex_mark(tex) or bool(_RELATION.search(tex) and not _LONG_WORD.search(tex))


def _has_tex_mark(text: str) -> bool:
    """Whether a text has what only TeX has: a command, a power, a group, the index of a letter."""
    return bool(_TEX_MARK.search(text))


def _is_amount(tex: str) -> bool:
    number = _NUMBER.match(tex)
    is_before_word = bool(number and _has_no_case(tex[number.end() : number.end() + 1]))
    return is_before_word or any(map(lambda rule: rule.match(tex), (_AMOUNT, _NO_START))) or bool(_CURRENCY.search(tex))


def _is_prose(text: str) -> bool:
    outside = _TEXT_COMMAND.sub(r" \\t ", text)
    return bool(_TWO_WORDS.search(outside) or _LINKING_WORD.search(outside))


def _is_remark(tex: str) -> bool:
    is_word = len(tex) > 4 and tex.isalpha() and tex.islower()
    return is_word or (_is_prose(tex) and not _has_tex_mark(tex) and not _RELATION.search(tex))


def _may_follow(tex: str, before: str) -> bool:
    """Whether a formula may follow a character: a word takes only what belongs to words (``CO$_2$``)."""
    if not before.isalnum() or _has_no_case(before):
        return True
    return bool(_SCRIPTS.fullmatch(tex) or re.match(r"\\[A-Za-z]{2}", tex))


def _may_precede(tex: str, after: str) -> bool:
    following = after[:1]
    if following.isnumeric():
        return bool(re.fullmatch(r"\\[A-Za-z]{2,}", tex))
    if following in ("{", "$"):
        return False
    if not following.isalpha() or _has_no_case(following):
        return True
    is_tex = re.search(r"\\[A-Za-z]", tex) or _SCRIPTS.fullmatch(tex) or re.match(rf"{_LETTER}[_^]", tex)
    return bool(is_tex) or _is_counted(tex, after)


def _is_counted(tex: str, after: str) -> bool:
    """Whether ``tex`` is a letter or a number, and the end of a word follows: ``$n$th``, ``$x$s``."""
    is_short = not re.search(rf"{_LETTER}{{2}}", tex) and (tex[-1].isalnum() or tex[-1] in ")]}'!")
    is_end_of_word = (len(after) == 2 and after.isalpha() and after.islower()) or (
        after[0] == "s" and not after[1:].isalpha()
    )
    return is_short and is_end_of_word


def _is_balanced(tex: str) -> bool:
    depth = 0
    for mark in re.findall(r"\\[\s\S]|[{}]", tex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0


def _has_no_case(letter: str) -> bool:
    """Whether it is a letter of a script without capitals, most of which set no spaces between words."""
    return letter.isalpha() and letter.lower() == letter.upper()
