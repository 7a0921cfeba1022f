"""The MIME bundle of a tool's result: as a notebook would show it, data as a table or a tree."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from ..transcript.tool_outputs import TABLE_TYPE, too_large
from .describe import describe
from .interactive_figures import figure_forms
from .record_tables import fields_of, is_flat
from .table_cells import cells_of
from .table_data import Column, Table
from .table_form import any_table, table_form
from .view_data import CircularDataError, tree_data

TREE_TYPE = "application/json"
TREE_LIMIT = 200_000
"""Characters of a tree's JSON; what is longer is shown as its text."""
MEMBER_LIMIT = 20_000
"""Members of what is shown as a tree."""
IMAGE_LIMIT = 1_200_000
"""Bytes of an image."""

_MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""What the bytes of an image begin with. WebP has its length in between."""


def result_forms(value: object) -> dict[str, str] | None:
    """Give how a result is shown, or None when its text is all there is. Never an error."""
    if (figure := figure_forms(value)) is not None:
        return figure
    forms = describe(value) or {}
    try:
        forms |= _data_forms(value, is_shown=bool(forms.keys() - {"text/plain"}))
    except Exception:  # noqa: BLE001 - an object of any library, in the middle of a run
        return forms or None
    return forms or None


def is_quick(value: object) -> bool:
    """Whether a result is shown as its text, or read in no time."""
    return value is None or type(value) in (str, bool, int, float)


def table_of(value: Any) -> Table | None:
    """Read what is shown of a result as a table; None for what is shown otherwise."""
    return any_table(value) or _long_list(value)


def _data_forms(value: Any, *, is_shown: bool) -> dict[str, str]:
    """Give the forms of data. What has a form of its own already is at most a table beside it."""
    table = table_of(value)
    if table is not None:
        return {TABLE_TYPE: table_form(table)}
    if is_shown or isinstance(value, str):  # a text that is JSON is a tree in the page, without another copy
        return {}
    if isinstance(value, (bytes, bytearray)):
        return _image(bytes(value))
    tree = _tree(value)
    return {} if tree is None else {TREE_TYPE: tree}


def _long_list(value: Any) -> Table | None:
    """Read a flat list that is too long for a tree as a table of one column."""
    if isinstance(value, (list, tuple)) and len(value) > MEMBER_LIMIT and all(map(is_flat, value)):
        return Table([Column("values", cells_of(value))], len(value), [])
    return None


def _tree(value: Any) -> str | None:
    is_container = isinstance(value, (Mapping, list, tuple, set, frozenset, deque))
    if not is_container and fields_of(value) is None:
        return None
    if is_container and len(value) > MEMBER_LIMIT:
        return None
    # A named tuple has names, which its JSON as a tuple would lose.
    names = fields_of(value) if isinstance(value, tuple) else None
    try:
        data = tree_data(value if names is None else names)
    except CircularDataError:
        return None
    if data is None:
        return None
    text = json.dumps(data, ensure_ascii=False)
    return text if len(text) <= TREE_LIMIT else None


def _image(data: bytes) -> dict[str, str]:
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        return {}
    if len(data) > IMAGE_LIMIT:
        return {"text/plain": too_large(len(data))}
    return {kind: base64.b64encode(data).decode()}
