"""Libraries that the program has loaded: what none of them made need not be asked for its class."""

from __future__ import annotations

import sys
from typing import Any


def loaded(name: str) -> Any:
    """Give a module that is loaded, and None for one that is not, or that a thread is importing just now.

    Such a module is in ``sys.modules`` with a part of its names, and has made nothing yet. Python's own
    import tells it by this field, too: ``import_ensure_initialized`` in
    https://github.com/python/cpython/blob/3.13/Python/import.c
    """
    module = sys.modules.get(name)
    is_importing = getattr(getattr(module, "__spec__", None), "_initializing", False)
    return None if is_importing else module
