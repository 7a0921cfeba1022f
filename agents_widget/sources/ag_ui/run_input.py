"""What a server of AG-UI is asked: ``RunAgentInput``, and the conversation that the client keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ..agent_runner import Input, split_message
from .messages import Conversation

PROTOCOL_VERSION = "1.0"
CONFIG = ("thread_id", "headers", "state", "context", "forwarded_props")
"""What ``config=`` may have."""


class Thread:
    """A conversation as the server names it, which may keep some of it."""

    def __init__(self, thread_id: str) -> None:
        self.id = thread_id
        self.last_run = ""


@dataclass(frozen=True)
class Position:
    """Where a next run begins: after a run of a thread, with the state that it left."""

    thread: Thread
    run_id: str
    state: Any


class RunRequest:
    """A request for a run, and for those that go on from its interrupts."""

    def __init__(self, input: Input, config: Mapping[str, Any]) -> None:
        history, message = split_message(input)
        self._config = config
        self._given: Mapping[str, Any] = {}
        position = history.pop(0) if history and isinstance(history[0], Position) else None
        messages, state = history, config.get("state", {})
        if position is not None:
            state = position.state
        if isinstance(message, Mapping):
            self._given = message
            messages = [*message.get("messages", ())]
            state = message.get("state", state)
        elif isinstance(message, str):
            messages = [*messages, {"role": "user", "content": message}]
        else:
            messages = [*message]
        self.conversation = Conversation([{"id": _new_id(), **each} for each in messages], state)
        self.thread = self._thread(position)
        self.run_id = _new_id()
        self.thread.last_run = self.run_id

    def _thread(self, position: Position | None) -> Thread:
        """Give the thread of the run: another one for who goes back, since a server keeps what came after."""
        if position is not None and position.thread.last_run == position.run_id:
            return position.thread
        given = self._given.get("threadId") or (self._config.get("thread_id") if position is None else None)
        return Thread(given or _new_id())

    @property
    def position(self) -> Position:
        """Where the run that comes after this one begins."""
        return Position(self.thread, self.run_id, self.conversation.state)

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the request, beside those that are always sent."""
        return self._config.get("headers") or {}

    def body(self, resume: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Give the JSON to send. A run that resumes has an id of its own. Servers of 0.x need all fields."""
        if resume is not None:
            self.run_id = self.thread.last_run = _new_id()
        return {
            "tools": [],
            "context": self._config.get("context") or [],
            "forwardedProps": self._config.get("forwarded_props") or {},
            **self._given,
            "threadId": self.thread.id,
            "runId": self.run_id,
            "protocolVersion": PROTOCOL_VERSION,
            "messages": self.conversation.to_list(with_open_calls=resume is not None),
            "state": self.conversation.state,
            **({"resume": resume} if resume is not None else {}),
        }


def check_config(config: Mapping[str, Any]) -> None:
    """Raise ``TypeError`` for what a request has no place for."""
    for name in config:
        if name not in CONFIG:
            raise TypeError(f"config= for AG-UI has no {name!r}. It takes {', '.join(CONFIG)}.")
    headers = config.get("headers") or {}
    if not isinstance(headers, Mapping) or not all(isinstance(each, str) for each in headers.values()):
        raise TypeError("The headers in config= are a mapping of texts: {'Authorization': 'Bearer ...'}.")


def _new_id() -> str:
    return str(uuid4())
