"""The files the view is made of, as the build put them beside this module."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"
LIBRARIES = ("math", "panels")
"""What the view loads only when it needs it, each a file of its own."""


def library(name: str) -> str:
    """Give the source of a library. Raises ``ValueError`` for a name that is none."""
    if name not in LIBRARIES:
        raise ValueError(f"The view has no library named {name!r}; there is {', '.join(LIBRARIES)}.")
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")
