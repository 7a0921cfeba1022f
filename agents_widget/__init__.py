"""Watch and steer an AI agent's run, live, inside a notebook cell.

The names that people type first are listed in ``__init__.pyi`` beside this file. Each is loaded when it is
first used, so that ``import agents_widget`` does not import ``openai`` or Jupyter.
"""

import sys
from importlib import import_module

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Load a public name. Raises ``ImportError`` for one that is elsewhere, or is the SDK's alone."""
    if name == "__version__":
        return import_module("importlib.metadata").version(__name__)
    try:
        return _load(name)
    except AttributeError:
        if name.startswith("_"):
            raise
    # Not by `from . import agents`, which asks this function for `agents` first.
    agents = import_module(".agents", __name__)
    if name in agents.__all__:
        # An AttributeError would not do: Python puts a message of its own in its place.
        raise ImportError(
            f"{name} is in agents_widget.agents, which has every name of the runtime: "
            f"write `from agents_widget.agents import {name}`."
        )
    import_module(".agents.not_here", __name__).refuse(name, sys._getframe(1))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
