"""For tests of your own agents and adapters: scripted models, and a kit that checks an adapter."""

from ..agents import testing as _runtime
from ..agents.testing import *  # noqa: F403
from .adapters import (
    ScriptedFailure as ScriptedFailure,
    ScriptedStream as ScriptedStream,
    check_adapter as check_adapter,
)

__all__ = ["ScriptedFailure", "ScriptedStream", "check_adapter"]
__all__ += _runtime.__all__
