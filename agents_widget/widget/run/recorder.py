"""What is told of the runs: each step becomes patches, and can be told again up to a point."""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

from ...transcript.join_deltas import joined
from ...transcript.projector import Projector
from ...transcript.schema import Patch
from ..channel import Channel
from ..tool_views import ToolNames
from ..tools import ToolValues
from .event_subscription import EventRowSubscription

_Timed = tuple[Any, int]
"""An event, and its time."""


class _Step(NamedTuple):
    """Something else that is told: a method of the projector, and what it is called with."""

    name: str
    given: tuple[Any, ...]
    options: dict[str, Any]
    t: int


class Recorder:
    """Tells a projector what happens and puts what it makes of it into a channel."""

    def __init__(self, channel: Channel) -> None:
        self.values = ToolValues()
        self.inspector = EventRowSubscription()
        self.moment: int | None = None
        """The time of what is told of the past, in milliseconds of the run; None: it happens now."""
        self._channel = channel
        self._names = ToolNames()
        self._projector = Projector(self._names.describe)
        self._steps: list[_Step | _Timed] = []
        self._deltas: deque[_Timed] = deque()
        channel.late = self._read_deltas

    def __len__(self) -> int:
        return len(self._steps)

    def tell(self, name: str, *given: Any, **options: Any) -> list[Patch]:
        """Call a method of the projector with the time; gives the patches it made."""
        self._channel.gather()
        step = _Step(name, given, options, self.now())
        self._steps.append(step)
        return self._put(self._told(step))

    def take(self, event: Any, kind: str) -> None:
        """Tell of an event. Deltas are read together, when they are sent: a thousand may come a second.

        ``kind`` is the type of the raw event that it is, or has in it.
        """
        timed = (event, self.now())
        if self.moment is None and kind.endswith(".delta"):
            self._deltas.append(timed)
            if self._channel.ready:
                self._channel.flush()
        else:
            self._channel.gather()
            self._keep([timed])
            self.values.note(event)
            self._put(self._told(timed))

    def now(self) -> int:
        """Give the time of what is told now."""
        return self._channel.elapsed() if self.moment is None else self.moment

    def fact(self, field: str, value: Any) -> None:
        """Set one of the run's own facts, which the projector knows nothing of."""
        patch = Patch("set", (field,), value)
        if self.moment is None:
            self._channel.put([patch])
        else:
            self._channel.record([patch], self.moment)

    def rewind(self, length: int) -> None:
        """Go back to what was told by the first ``length`` steps."""
        del self._steps[length:]
        self._projector = Projector(self._names.describe)
        self._channel.restart()
        for step in self._steps:
            self.moment = step[-1]
            self._put(self._told(step))
        self._channel.flush(self.moment)
        self.moment = None

    def _read_deltas(self) -> list[Patch]:
        timed = [self._deltas.popleft() for _ in range(len(self._deltas))]
        self._keep(timed)
        return [patch for each in joined(timed) for patch in self._projector.project(*each)]

    def _keep(self, timed: list[_Timed]) -> None:
        self._steps += timed
        self.inspector.events.extend(timed)

    def _told(self, step: _Step | _Timed) -> list[Patch]:
        if not isinstance(step, _Step):
            self._names.note(step[0])
            return self._projector.project(*step)
        patches: list[Patch] = getattr(self._projector, step.name)(*step.given, step.t, **step.options)
        return patches

    def _put(self, patches: list[Patch]) -> list[Patch]:
        if self.moment is None:
            self._channel.put(patches)
        else:
            self._channel.record(patches, self.moment)
        return patches
