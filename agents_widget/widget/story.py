"""What is told of the runs: each step becomes patches, and can be told again up to a point."""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

from ..transcript.fields import raw_type
from ..transcript.project import Projector
from ..transcript.transcript import Patch
from .channel import Channel
from .tool_views import ToolNames


class _Step(NamedTuple):
    name: str
    given: tuple[Any, ...]
    options: dict[str, Any]
    t: int


class Story:
    """Tells a projector what happens and puts what it makes of it into a channel."""

    def __init__(self, channel: Channel) -> None:
        self.moment: int | None = None
        """The time of what is told of the past, in milliseconds of the run; None: it happens now."""
        self._channel = channel
        self._names = ToolNames()
        self._projector = Projector(self._names.describe)
        self._steps: list[_Step] = []
        self._deltas: deque[_Step] = deque()
        channel.late = self._told_late

    def __len__(self) -> int:
        return len(self._steps)

    def tell(self, name: str, *given: Any, **options: Any) -> list[Patch]:
        """Call a method of the projector with the time; gives the patches it made."""
        step = _Step(name, given, options, self.now())
        self._steps.append(step)
        return self._put(step)

    def take(self, event: Any, t: int) -> None:
        """Tell of an event that came at ``t``. Deltas are read together, when they are sent."""
        step = _Step("project", (event,), {}, t)
        self._steps.append(step)
        if self.moment is not None or not raw_type(event).endswith(".delta"):
            self._put(step)
            return
        self._deltas.append(step)
        if self._channel.ready:
            self._channel.flush()

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
            self.moment = step.t
            self._put(step)
        self._channel.flush(self.moment)
        self.moment = None

    def _told_late(self) -> list[Patch]:
        patches: list[Patch] = []
        while self._deltas:
            step = self._deltas.popleft()
            patches += self._projector.project(step.given[0], step.t)
        return patches

    def _put(self, step: _Step) -> list[Patch]:
        self._channel.gather()
        if step.name == "project":
            self._names.note(*step.given)
        patches: list[Patch] = getattr(self._projector, step.name)(*step.given, step.t, **step.options)
        if self.moment is None:
            self._channel.put(patches)
        else:
            self._channel.record(patches, self.moment)
        return patches
