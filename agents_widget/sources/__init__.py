"""Adapters: each reads one kind of run for a widget.

A source is what a user gives to ``watch``: a result, an iterator, a recording. An adapter is how it is read.
``docs/adapters.md`` writes one; ``agents_widget.testing.check_adapter`` tests one.
"""

from ..agents.approvals import Decision as Decision
from .base import Ability as Ability, Adapter as Adapter, Past as Past, RunOutcome as RunOutcome
from .iterator import IteratorAdapter as IteratorAdapter

__all__ = ["Ability", "Adapter", "Decision", "IteratorAdapter", "Past", "RunOutcome"]
