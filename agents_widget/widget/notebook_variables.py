"""Variables of the user's notebook that the widget makes, for the results of tools."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from typing import Any

# Python's own (`__name__`) and IPython's (`_`, `_12`, `_i`), which it writes anew after each cell.
_RESERVED = re.compile(r"__.*__|_+|_i*\d*")

_bound: dict[str, Any] = {}


def bind(name: str, value: Any) -> None:
    """Make a value a variable of the notebook. Raises ``ValueError`` for a name that is taken or none."""
    from IPython.core.getipython import get_ipython

    name = unicodedata.normalize("NFKC", name)  # as Python reads a name in a cell
    if not name.isidentifier() or keyword.iskeyword(name) or _RESERVED.fullmatch(name):
        raise ValueError(f"{name!a} cannot be a variable's name. Use letters, digits and _.")
    shell = get_ipython()
    if shell is None:
        raise ValueError("There is no notebook to make a variable in.")
    ours = name in _bound and shell.user_ns.get(name) is _bound[name]
    if not ours and (name in shell.user_ns or hasattr(builtins, name)):
        raise ValueError(f"{name} already means something in this notebook. Choose another name.")
    shell.user_ns[name] = _bound[name] = value
