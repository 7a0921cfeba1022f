"""The tables of an HTML result, such as a data frame's, without anything else of its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import zip_longest

SOURCE_LIMIT = 300_000
"""Characters of an HTML result that are read."""
TABLE_LIMIT = 30_000
"""Characters of its tables that are kept."""
CELL_WIDTH = 40
"""Characters that a cell is as wide as, at most."""

# One pass: no alternative looks past a bracket that another would have to look past again.
_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z) | <(style|script)\b.*?(?:</\1[^<>]*>|\Z)
    | <(?P<end>/?)(?P<tag>table|tr|th|td)\b(?P<attributes>[^<>]*)> | </?[a-z][^<>]*>
    | (?P<text>[^<]+|<)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CELL = re.compile("<t[dh][^>]*>([^<]*)")
_SPAN = re.compile(r"""\b((?:col|row)span)=["']?([1-9][0-9]{0,2})\b""", re.IGNORECASE)


def html(source: str) -> str:
    """Give the tables, as cells of text with their spans, and the text beside them; empty without a table."""
    if "<table" not in source.lower():
        return ""
    kept, room = "", TABLE_LIMIT
    for part in _parts(source[:SOURCE_LIMIT]):
        if (room := room - len(part)) < 0:
            break
        kept += part
    end = "</table>" * (kept.count("<table>") - kept.count("</table>"))
    return f"{kept}{end}[...]" if room < 0 else kept + end


def width(table: str) -> int:
    """Give how many characters stand side by side in a table that ``html`` gave."""
    rows = [[len(unescape(cell)) for cell in _CELL.findall(row)] for row in table.split("<tr>")]
    columns = zip_longest(*rows, fillvalue=0)
    return sum(min(max(column), CELL_WIDTH) + 2 for column in columns)


def _parts(source: str) -> Iterator[str]:
    in_table = in_cell = False
    for token in _TOKEN.finditer(source):
        text, tag, ends = token["text"], (token["tag"] or "").lower(), bool(token["end"])
        if tag == "table" and in_table == ends:  # one inside a cell gives its cells
            in_table, in_cell = not ends, False
            yield "</table>" if ends else "<table>"
        elif tag in ("tr", "th", "td") and in_table:
            in_cell = tag != "tr" and not ends
            if not ends:
                spans = _SPAN.findall(token["attributes"]) if in_cell else ()
                yield f"<{tag}{''.join(f' {name.lower()}={number}' for name, number in spans)}>"
        elif text and (in_cell or (text.strip() and not in_table)):
            yield escape(re.sub(r"\s+", " ", unescape(text)))
