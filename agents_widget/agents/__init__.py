"""The runtime, laid out as the OpenAI Agents SDK's package: agents, tools, handoffs, the loop that runs them.

A program for the SDK runs after ``agents`` is replaced by ``agents_widget.agents``, submodules included. The
names are listed in ``__init__.pyi``; each is loaded when it is first used.
"""

import sys
from types import ModuleType

import lazy_loader

from .not_here import refuse, refuse_modules

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Load a public name. The error for one that only the SDK has says what to use."""
    if name not in __all__:
        refuse(name, sys._getframe(1))
    return _load(name)


class _Package(ModuleType):
    """A package in which a public name goes before a submodule of the same name, as in the SDK.

    Importing a submodule sets it as an attribute of its package. For ``tool`` and ``function_schema`` that
    would hide the function, depending on what was imported first.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
refuse_modules(__name__)
