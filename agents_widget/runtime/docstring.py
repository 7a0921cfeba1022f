"""What a docstring says of a function and its parameters (Google, NumPy or Sphinx style)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

DocstringStyle = Literal["google", "numpy", "sphinx"]

_SPHINX = re.compile(r"^:(param|type|return|returns|raises|rtype)\b.*:", re.MULTILINE)
_NUMPY = re.compile(r"^(Parameters|Returns|Yields|Raises)[ \t]*\n-{3,}", re.MULTILINE)
# A line that could open a section in some style. Without one, all of the docstring is description.
_MARKUP = re.compile(r"^[ \t]*(:|-{3,}|\w[\w \t-]*:)", re.MULTILINE)
_GOOGLE_PARAMETERS = re.compile(
    r"(?<=[^\n]\n)(?=(args|arguments|params|parameters):\s*\n[ \t])", re.IGNORECASE
)


class Documentation(NamedTuple):
    """The description of a function, None without a docstring, and of its parameters by name."""

    description: str | None
    parameters: dict[str, str]


def read_docstring(func: Callable[..., Any], style: DocstringStyle | None = None) -> Documentation:
    """Read a function's docstring; the style is detected unless it is given."""
    text = inspect.getdoc(func)
    if not text:
        return Documentation(None, {})
    if not _MARKUP.search(text):
        return Documentation(text.strip(), {})
    return _parse(text, style or _detect(text))


def _detect(text: str) -> DocstringStyle:
    if _SPHINX.search(text):
        return "sphinx"
    return "numpy" if _NUMPY.search(text) else "google"


def _parse(text: str, style: DocstringStyle) -> Documentation:
    import griffe  # costs more than all the rest of a tool; most tools can do without it

    if style == "google":
        # The parser wants a blank line above a section; people leave it out.
        text = _GOOGLE_PARAMETERS.sub("\n", text)
    # The first line is empty so that the parser, which dedents again, leaves the indentation alone.
    sections = griffe.Docstring("\n" + text, lineno=1).parse(style, warnings=False)
    description = None
    parameters: dict[str, str] = {}
    for section in sections:
        if section.kind is griffe.DocstringSectionKind.text and description is None:
            description = section.value
        elif section.kind is griffe.DocstringSectionKind.parameters:
            parameters.update({each.name.lstrip("*"): each.description for each in section.value})
    return Documentation(description, parameters)
