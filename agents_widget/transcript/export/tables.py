"""The tables of results: of an HTML result without anything else of its HTML, and of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import zip_longest

from .strings import ENGLISH, Words
from .structured import RecordTable, record_table

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
    for piece in _pieces(source[:SOURCE_LIMIT]):
        room -= len(piece)
        if room < 0:
            break
        kept += piece
    kept += "</table>" * (kept.count("<table>") - kept.count("</table>"))
    return f"{kept}[...]" if room < 0 else kept


def of_display(display: dict[str, str] | None, words: Words = ENGLISH) -> str:
    """Give the table of a result, as its HTML has it or as its data are; empty without a table."""
    return html((display or {}).get("text/html", "")) or _of_records(record_table(display), words)


def _of_records(table: RecordTable | None, words: Words) -> str:
    """Give the first rows of a table, and how many there are."""
    if table is None:
        return ""
    kept = f"<table>{_row('th', table.columns)}"
    shown = 0
    for row in table.rows:
        cells = _row("td", row)
        if len(kept) + len(cells) > TABLE_LIMIT:
            break
        kept += cells
        shown += 1
    note = words.first_rows.format(shown=f"{shown:,}", total=f"{table.total:,}")
    return f"{kept}</table>{f'[{note}]' if shown < table.total else ''}"


def _row(tag: str, cells: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}" for cell in cells)


def width(table: str) -> int:
    """Give how many characters stand side by side in a table that ``html`` gave."""
    rows = [[len(unescape(cell)) for cell in _CELL.findall(row)] for row in table.split("<tr>")]
    columns = zip_longest(*rows, fillvalue=0)
    return sum(min(max(column), CELL_WIDTH) + 2 for column in columns)


def _pieces(source: str) -> Iterator[str]:
    """Give the tags of tables and the texts of cells, and the texts beside the tables."""
    in_table = in_cell = False
    for token in _TOKEN.finditer(source):
        tag, is_end = (token["tag"] or "").lower(), bool(token["end"])
        if tag == "table":
            if in_table == is_end:  # a table inside a cell gives its cells
                in_table, in_cell = not is_end, False
                yield "</table>" if is_end else "<table>"
        elif tag and in_table:
            in_cell = tag != "tr" and not is_end
            if not is_end:
                yield f"<{tag}{_spans(token['attributes']) if in_cell else ''}>"
        elif token["text"] and (in_cell or (token["text"].strip() and not in_table)):
            yield escape(re.sub(r"\s+", " ", unescape(token["text"])))


def _spans(attributes: str) -> str:
    return "".join(f" {name.lower()}={number}" for name, number in _SPAN.findall(attributes))
