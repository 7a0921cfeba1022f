"""For tests of your own agents and adapters: scripted models, and a kit that checks an adapter."""

from ..agents.testing import *  # noqa: F403
from ..agents.testing import __all__ as __all__
