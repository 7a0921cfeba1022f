"""Runs agents of Google's Agent Development Kit: ``watch(agent, "Hello")``, ``watch(runner, "Hello")``."""

from __future__ import annotations

import asyncio
import importlib
import uuid
from collections.abc import AsyncGenerator, Mapping
from typing import Any, NamedTuple

from ..agents.approvals import Decision
from .agent_runner import AgentRunner, Input, split_message
from .base import Adapter, Options
from .checks import describe_type
from .google_adk import GoogleAdkAdapter

_APP = "agents_widget"
_OURS = frozenset({"new_message", "abort_signal", "yield_user_message", "invocation_id"})
"""The arguments of ``Runner.run_async`` that are given by a widget."""
_TAKEN = "user_id=, session_id=, run_config= and state_delta="


_START = "google_adk_session_start"
"""The option in which a conversation carries how much its session held before it."""


class SessionStart:
    """How many events a session of the user's own held before the first run of a conversation in it."""

    length: int | None = None
    """None: that run has not begun."""


class SessionPoint(NamedTuple):
    """Where a run ended: a next one goes on from there, in the session or in a copy of its beginning."""

    runner: Any
    user_id: str
    session_id: str
    length: int
    """How many events the session had."""


class GoogleAdkRunner(AgentRunner):
    """Runs an agent by an ``InMemoryRunner``, or by the ``Runner`` that is given, which keeps sessions.

    ``config`` has the other arguments of ``Runner.run_async``: ``{"user_id": "ada", "run_config": ...}``.
    """

    framework = "Google ADK"

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is an agent of ADK's, or a runner."""
        kinds = [kind for kind in type(agent).__mro__ if kind.__module__.startswith("google.adk.")]
        return any(kind.__name__ in ("BaseAgent", "Runner") for kind in kinds)

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for an argument that ``Runner.run_async`` does not take from a user."""
        super().check(agent, options)
        config = options.get("config", {})
        if not isinstance(config, Mapping):
            raise TypeError(f"config is a dict of arguments for Runner.run_async: {_TAKEN}; not {config!r}.")
        for name in config:
            if name not in ("user_id", "session_id", "run_config", "state_delta"):
                raise TypeError(f"Runner.run_async takes no {name}= from config. It takes {_TAKEN}.")

    @classmethod
    def check_input(cls, input: Any) -> None:
        """Raise ``TypeError`` for what is no text and no ``types.Content``."""
        if not isinstance(input, str) and not hasattr(input, "parts"):
            raise TypeError(f"ADK's agents are asked a text or a types.Content, not {describe_type(input)}.")

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> Adapter:
        """Give the adapter of a run, which begins when its events are read."""
        history, asked = split_message(input)
        point = history[0] if history and isinstance(history[0], SessionPoint) else None
        adapter = GoogleAdkRunAdapter(_runner_of(agent) if point is None else point.runner, asked, options)
        adapter.point = point
        adapter.next_agent = agent
        return adapter


class GoogleAdkRunAdapter(GoogleAdkAdapter):
    """A run that the widget begins, in a session of its runner."""

    abilities = ("stop", "approve")
    point: SessionPoint | None = None
    """Where it goes on from; None: it begins a conversation."""

    def __init__(self, runner: Any, asked: Any, options: Options) -> None:
        super().__init__(None, {"new_message": _content(asked)})
        self._start: SessionStart = options.get(_START) or SessionStart()
        self.options = {**options, _START: self._start}
        config = dict(options.get("config", {}))
        self._session_id = config.pop("session_id", None)
        self._arguments |= {
            "self": runner,
            "user_id": config.pop("user_id", "user"),
            "run_config": config.pop("run_config", None) or _streaming(),
            "abort_signal": asyncio.Event(),
            **config,
        }
        self._end: SessionPoint | None = None

    async def events(self) -> AsyncGenerator[Any, None]:
        """Find the session, and read the run; again after approvals."""
        given = {name: value for name, value in self._arguments.items() if name != "self"}
        runner = self._arguments["self"]
        if "session_id" not in given:
            session = await self._find_session(runner.session_service, runner.app_name)
            self._arguments["session_id"] = given["session_id"] = session.id
        self.source = runner.run_async(**given)
        try:
            async for event in super().events():
                yield event
        finally:
            await self._find_end()

    async def _find_session(self, service: Any, app: str) -> Any:
        """Give the session to run in: a copy of the beginning of one that has more by now."""
        user, point, length = self._arguments["user_id"], self.point, self._start.length
        if point is None and self._session_id is not None and length is not None:  # the first message again
            point = SessionPoint(self._arguments["self"], user, self._session_id, length)
        session_id = self._session_id if point is None else point.session_id
        found = None
        if session_id is not None:
            found = await service.get_session(app_name=app, user_id=user, session_id=session_id)
        if self._start.length is None:
            self._start.length = 0 if found is None else len(found.events)
        if point is None or found is None:
            new_id = session_id or str(uuid.uuid4())
            return found or await service.create_session(app_name=app, user_id=user, session_id=new_id)
        if len(found.events) == point.length:
            return found
        changed = {name for event in found.events for name in event.actions.state_delta}
        state = {name: value for name, value in found.state.items() if name not in changed}
        copy = await service.create_session(app_name=app, user_id=user, state=state)
        for event in found.events[: point.length]:
            await service.append_event(copy, event.model_copy(deep=True))
        return copy

    async def _find_end(self) -> None:
        """Note how far the session is."""
        runner, user = self._arguments["self"], self._arguments["user_id"]
        session_id = self._arguments["session_id"]
        self.result = session = await runner.session_service.get_session(
            app_name=runner.app_name, user_id=user, session_id=session_id
        )
        self._end = SessionPoint(runner, user, session_id, len(session.events))

    def history(self) -> list[Any]:
        """Give where the next run goes on."""
        return [self._end] if self._end is not None else [self.point] if self.point is not None else []

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Run on with the confirmations as the next message."""
        self._arguments["new_message"] = self._confirmations(decisions)
        self._asked = {}
        return self


def _runner_of(agent: Any) -> Any:
    if hasattr(agent, "run_async") and hasattr(agent, "session_service"):
        return agent
    return importlib.import_module("google.adk.runners").InMemoryRunner(agent=agent, app_name=_APP)


def _content(asked: Any) -> Any:
    if not isinstance(asked, str):
        return asked
    types = importlib.import_module("google.genai.types")
    return types.Content(role="user", parts=[types.Part(text=asked)])


def _streaming() -> Any:
    module = importlib.import_module("google.adk.agents.run_config")
    return module.RunConfig(streaming_mode=module.StreamingMode.SSE)
