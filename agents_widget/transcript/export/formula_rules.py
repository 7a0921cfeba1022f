"""What is a formula: rules that tell TeX from prices, shell variables and escaped brackets.

``js/src/markdown/formula-rules.ts`` has the same rules; ``tests/vectors/twins/formulas.json`` holds both to
them, and ``docs/decisions.md`` says them in words.
"""

from __future__ import annotations

import re
from unicodedata import category

LETTER = r"[^\W\d_]"
"""A letter of any script."""
_SCRIPTS = re.compile(r"(?:[_^](?:\{[^{}]*\}|\\[A-Za-z]+|[^\s\\{}]))+'*")
_FACTOR = re.compile(rf"(?![kKmMbB]){LETTER}|{LETTER}[_^](?:{LETTER}|[0-9])")
"""A letter after a number, ``2$n$``, other than those that money is counted in: ``5$k$``."""
_TEX_MARK = re.compile(r"\\[A-Za-z]|[\^{}]|(?<![^\W_][^\W_])_|\\\\")
_RELATION = re.compile(r"[=<>+]")
_LONG_WORD = re.compile(rf"(?<!\\)(?<!{LETTER}){LETTER}{{3,}}")
_TEXT_COMMAND = re.compile(r"\\(?:text|math|operatorname|[mh]box)[a-z]*\*?\s*\{[^{}]*\}")
_TWO_WORDS = re.compile(
    rf"(?<!\\)(?<!{LETTER})(?:{LETTER}{{3,}}[.,;:!?]?\s+{LETTER}{{2,}}|{LETTER}{{2,}}[.,;:!?]?\s+{LETTER}{{3,}})"
)
_LINKING_WORD = re.compile(r"(?:^|\s)(?:and|or|to|of|the|for|with|per|is|are)(?:\s|$)")
_AMOUNT = re.compile(
    rf"[\d.,]+\s*(?:[kKmMbB]|million|billion)?(?:\s*/\s*{LETTER}{{2}}|[\s(\u2013\u2014-]+"
    rf"(?:{LETTER}{{3,}}|(?:to|or|in|on|at|is|by|of|vs)\b|{LETTER}\s+\d))"
)
_NUMBER = re.compile(r"[\d.,]+\s*")
_NO_START = re.compile(r"(?:[\"'“”\u2019)\]},;?/]|[.:](?![\d=]))[\s\S]")
_NO_TEX = re.compile(r"[\"“”`]|[_^]\Z")


def is_dollar_formula(tex: str, before: str, after: str) -> bool:
    """Tell whether ``tex`` between two dollar signs, with these characters beside them, is a formula."""
    if _is_amount(tex) or _NO_TEX.search(tex) or _is_prose(tex) or not _is_balanced(tex):
        return False
    if before and before == after[:1] and tex.endswith(before):
        return False
    return _may_follow(tex, before) and _may_precede(tex, after)


def is_display_formula(text: str, after: str) -> bool:
    """Tell whether the text between ``$$`` and ``$$`` is a formula."""
    if _is_amount(text.strip()) or not _is_balanced(text) or re.search(r"[$\d{]", after):
        return False
    is_words = _LONG_WORD.search(text) and re.search(r"\s", text)
    return _has_tex_mark(text) or bool(_RELATION.search(text)) or not (is_words or _is_prose(text))


def is_parenthesis_formula(text: str, before: str) -> bool:
    r"""Tell whether the text between ``\(`` and ``\)`` is a formula, not a remark in escaped brackets."""
    tex = text.strip()
    return _is_balanced(tex) and not _is_remark(tex) and _may_follow(tex, before)


def is_bracket_formula(text: str, before: str, after: str) -> bool:
    r"""Tell whether the text between ``\[`` and ``\]`` is a formula, not a reference in escaped brackets."""
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
    has_currency = any(category(char) == "Sc" for char in tex if char != "$")
    return is_before_word or has_currency or bool(_AMOUNT.match(tex) or _NO_START.match(tex))


def _is_prose(text: str) -> bool:
    outside = _TEXT_COMMAND.sub(r" \\t ", text)
    return bool(_TWO_WORDS.search(outside) or _LINKING_WORD.search(outside))


def _is_remark(tex: str) -> bool:
    is_word = len(tex) > 4 and tex.isalpha() and tex.islower()
    return is_word or (_is_prose(tex) and not _has_tex_mark(tex) and not _RELATION.search(tex))


def _may_follow(tex: str, before: str) -> bool:
    """Whether a formula may follow a character: a word takes ``CO$_2$``, a digit also ``2$n$``."""
    if re.match(r"[0-9]", before) and _FACTOR.fullmatch(tex):
        return True
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
    is_tex = re.search(r"\\[A-Za-z]", tex) or _SCRIPTS.fullmatch(tex) or re.match(rf"{LETTER}[_^]", tex)
    return bool(is_tex) or _is_counted(tex, after)


def _is_counted(tex: str, after: str) -> bool:
    """Whether ``tex`` is a letter or a number, and the end of a word follows: ``$n$th``, ``$x$s``."""
    is_short = not re.search(rf"{LETTER}{{2}}", tex) and (tex[-1].isalnum() or tex[-1] in ")]}'!")
    is_plural = after.startswith("s") and not after[1:].isalpha()
    return is_short and (is_plural or (len(after) == 2 and after.isalpha() and after.islower()))


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
