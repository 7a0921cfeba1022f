"""Who an event of AG-UI is of: the agent that was asked, or one of its sub-agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .. import events
from ..events import RunEvent
from .wire import Event


class ToolPath(NamedTuple):
    """A tool call that an agent works inside of."""

    call_id: str
    agent: str


class ScopedRun:
    """A run whose model calls follow each other: the outer one, or that inside a tool call.

    AG-UI does not tell where a model call ends. It is over when a tool has answered, and nothing that it
    writes is open.
    """

    def __init__(self, path: tuple[ToolPath, ...] = ()) -> None:
        self.path = path
        self.speaker = ""
        """The agent at work."""
        self.is_answering = False
        """Whether a model call is under way."""
        self.may_end = False
        """Whether the model call is over once nothing that it writes is open."""
        self.writing: set[object] = set()
        """The texts, and the ids of calls, that are being written."""

    def inside(self, event: RunEvent) -> RunEvent:
        """Give an event of this run as one of the outer run."""
        for call_id, agent in reversed(self.path):
            event = events.inside_tool(call_id, agent, event)
        return event


class Scope:
    """An agent at work in a run."""

    def __init__(self, run: ScopedRun, name: str) -> None:
        self.run = run
        self.name = name

    def speak(self) -> Iterator[RunEvent]:
        """Begin what this agent writes: another may have been at work before, or the model call is new."""
        run = self.run
        if run.speaker != self.name:
            run.speaker = self.name
            yield run.inside(events.agent_started(self.name))
        if run.may_end:
            yield from self.end_call()
        if not run.is_answering:
            run.is_answering = True
            yield run.inside(events.model_call_started())

    def stop_writing(self, thing: object) -> Iterator[RunEvent]:
        """Note that a text or a call is whole."""
        self.run.writing.discard(thing)
        if self.run.may_end:
            yield from self.end_call()

    def end_call(self) -> Iterator[RunEvent]:
        """End the model call, now or as soon as nothing that it writes is open."""
        run = self.run
        run.may_end = run.is_answering and bool(run.writing)
        if run.is_answering and not run.writing:
            run.is_answering = False
            yield run.inside(events.model_call_done())


class Scopes:
    """The agents of a stream by ``subagentRunId``; without one it is the agent that was asked."""

    def __init__(self, agent: str) -> None:
        self.main = Scope(ScopedRun(), agent)
        """The agent that was asked."""
        self._by_id: dict[str, Scope] = {}
        self._names: dict[tuple[int, str], Scope] = {}

    def of(self, event: Event) -> Scope:
        """Give whose an event is."""
        agent_id = event.get("subagentRunId")
        return self.main if agent_id is None else self._by_id.get(agent_id, self.main)

    def named(self, event: Event) -> Scope:
        """Give whose a message is: it may name its author, where several agents share a run."""
        scope, name = self.of(event), event.get("name")
        if not isinstance(name, str) or not name or name == scope.name:
            return scope
        return self._names.setdefault((id(scope.run), name), Scope(scope.run, name))

    def begin(self, event: Event, call: tuple[Scope, str] | None) -> Scope:
        """Begin a sub-agent's work: inside a tool ``call`` if it serves one, else beside its parent."""
        parent = self._by_id.get(event.get("parentSubagentRunId") or "", self.main)
        name = event.get("name") or "sub-agent"
        run = parent.run
        if call is not None:
            scope, call_id = call
            run = ScopedRun((*scope.run.path, ToolPath(call_id, name)))
        made = self._by_id[event["subagentRunId"]] = Scope(run, name)
        return made

    def inside_tools(self) -> list[Scope]:
        """Give an agent of every run inside a tool call, the deepest first."""
        found = {id(scope.run): scope for scope in self._by_id.values() if scope.run.path}
        return sorted(found.values(), key=lambda scope: -len(scope.run.path))
