"""Adapters: each reads one kind of run for a widget.

A source is what a user gives to ``watch``: a result, an iterator, a recording. An adapter is how it is read.
``docs/adapters.md`` writes one; ``agents_widget.testing.check_adapter`` tests one.
"""

from ..agents.approvals import Decision as Decision
from .base import Ability as Ability, Adapter as Adapter, Past as Past, RunOutcome as RunOutcome
from .iterator import IteratorAdapter as IteratorAdapter, StreamCutOffError as StreamCutOffError
from .pydantic_ai.event_stream_handler import EventStreamHandler as EventStreamHandler

__all__ = [
    "Ability",
    "Adapter",
    "Decision",
    "EventStreamHandler",
    "IteratorAdapter",
    "Past",
    "RunOutcome",
    "StreamCutOffError",
]
