"""Variables of the user's notebook that the widget makes, for the results of tools."""

from __future__ import annotations

import builtins
import keyword
from typing import Any

_bound: dict[str, Any] = {}


def bind(name: str, value: Any) -> None:
    """Make a value a variable of the notebook. Raises ``ValueError`` for a name that is taken or none."""
    from IPython.core.getipython import get_ipython

    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"{name!r} cannot be a variable's name. Use letters, digits and _.")
    shell = get_ipython()
    if shell is None:
        raise ValueError("There is no notebook to make a variable in.")
    ours = name in _bound and shell.user_ns.get(name) is _bound[name]
    if not ours and (name in shell.user_ns or hasattr(builtins, name)):
        raise ValueError(f"{name} already means something in this notebook. Choose another name.")
    shell.user_ns[name] = _bound[name] = value
