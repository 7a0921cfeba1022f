"""Runs that follow each other in one transcript: every message begins the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple, TypedDict

from typing_extensions import Unpack

from ...sources.base import Adapter, Options, RunOutcome
from ...sources.openai_agents import RunResultAdapter, start_run
from ...transcript.schema import Patch
from ...transcript.tape import Tape
from ..channel import Send
from .budget import Budget
from .controller import RunController


class ControllerArguments(TypedDict, total=False):
    """The arguments of ``RunController``, which a conversation passes on."""

    send: Send
    on_settled: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None
    budget: Budget | None
    tape: Tape | None
    began: float | None


class Checkpoint(NamedTuple):
    """A message that began a run, and what to go back to when it is asked again."""

    input: str | list[Any]
    """What the run was given: a text, or the items of the conversation with the message at the end."""
    agent: Any
    position: int
    """Of the recorder, before the run began."""
    session_length: int = 0
    """How many items the session held."""

    @property
    def has_message(self) -> bool:
        """Whether the run began with something that a user said."""
        if isinstance(self.input, str):
            return True
        last = self.input[-1] if self.input else None
        return isinstance(last, dict) and last.get("role") == "user"

    def with_message(self, text: str) -> Checkpoint:
        """Give the same checkpoint with another message."""
        if isinstance(self.input, str):
            return self._replace(input=text)
        return self._replace(input=[*self.input[:-1], _user_message(text)])


class Conversation(RunController):
    """Runs an agent for each message; a session, if there is one, keeps what was said.

    It begins with a ``prompt`` (a text, or a list of input items), with the first ``say``, or with a run that
    somebody else started (``follow``). The other arguments are those of ``RunController``.
    """

    def __init__(
        self,
        *,
        agent: Any = None,
        prompt: str | list[Any] | None = None,
        options: Options | None = None,
        **arguments: Unpack[ControllerArguments],
    ) -> None:
        self._agent = agent
        self._prompt = prompt
        self._options: Options = options or {}
        self._history: list[Any] = []
        self._checkpoints: dict[str, Checkpoint] = {}
        """By the id of the entry that shows the message."""
        self._starting: Checkpoint | None = None
        """That of the run that begins now."""
        self._next_messages: list[str] = []
        """What was said when the run at work could not take it."""
        super().__init__(**arguments)

    @property
    def abilities(self) -> list[str]:
        """What can be asked while a run is at work; a message that it cannot take begins the next one."""
        abilities = super().abilities
        return abilities if "say" in abilities else [*abilities, "follow_up"]

    @property
    def idle_abilities(self) -> list[str]:
        """What can be asked between two runs."""
        return ["say", "edit", "retry"] if self._checkpoints else ["say"]

    def begin(self) -> None:
        """Begin the first run with the prompt, if there is one."""
        if (prompt := self._prompt) is not None:
            self.start(lambda: self._start_run(prompt))

    def show_idle(self) -> None:
        """Show that no run has begun yet, and that a message may be said."""
        self.recorder.set_field("status", "done")
        self.show_abilities()

    def say(self, text: str) -> None:
        """Begin the next run with a message, or add it to the one that is at work."""
        from ...agents.exceptions import (
            AgentsException,
        )  # here, for who only reads recordings needs no runtime

        if not isinstance(text, str):
            raise TypeError(f"A message is a text, not {type(text).__name__}.")
        if not text.strip():
            raise ValueError("There is nothing to say: the message is empty.")
        if not self.running:
            self.start(lambda: self._start_run(self._input_with(text)))
        elif self.phase.current == "running" and "say" not in self.adapter.abilities:
            self.loop.call(lambda: self._say_next(text))
        else:
            try:
                super().say(text)
            except AgentsException:  # the run ends at this very moment
                self.loop.call(lambda: self._say_next(text))

    def retry(self) -> None:
        """Say the latest message again, as if it had not been answered."""
        if not self._checkpoints:
            raise RuntimeError("There is no message to say again.")
        self._go_back(list(self._checkpoints)[-1], None)

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message and say something else; what came after it is forgotten."""
        self._go_back(entry_id, text)

    def _go_back(self, entry_id: str, text: str | None) -> None:
        if self.running:
            raise RuntimeError("The run is still at work. Stop it before you go back.")
        if entry_id not in self._checkpoints:
            known = ", ".join(self._checkpoints) or "none"
            raise ValueError(f"No run began with the entry {entry_id!r}. Messages that began one: {known}.")
        checkpoint = self._checkpoints[entry_id]
        if text is not None:
            checkpoint = checkpoint.with_message(text)
        self.start(lambda: self._restart_run(entry_id, checkpoint))

    @property
    def _session(self) -> Any:
        return self._options.get("session")

    @property
    def _kept_on_server(self) -> bool:
        """Whether the model's server keeps what was said."""
        options = self._options
        return bool(options.get("conversation_id") or options.get("previous_response_id"))

    def _input_with(self, text: str) -> str | list[Any]:
        """Give a run's input for a message: with the history, unless somebody else keeps that."""
        if self._session is not None or self._kept_on_server:
            return text
        return [*self._history, _user_message(text)]

    def _say_next(self, text: str) -> None:
        if self.running:
            self._next_messages.append(text)
            self.show_status("running", "What you said is told to the next run, when this one has ended.")
        else:
            self.say(text)

    async def _start_run(self, input: str | list[Any]) -> Adapter:
        length = 0 if self._session is None else len(await self._session.get_items())
        return self._start_from(Checkpoint(input, self._agent, self.recorder.position, length))

    async def _restart_run(self, entry_id: str, checkpoint: Checkpoint) -> Adapter:
        ids = list(self._checkpoints)
        for forgotten in ids[ids.index(entry_id) :]:
            del self._checkpoints[forgotten]
        if self._session is not None:
            for _ in range(len(await self._session.get_items()) - checkpoint.session_length):
                await self._session.pop_item()
        self.recorder.rewind(checkpoint.position)
        self.budget.show()
        return self._start_from(checkpoint)

    def _start_from(self, checkpoint: Checkpoint) -> Adapter:
        self._starting = checkpoint
        adapter = start_run(checkpoint.agent, checkpoint.input, self._options)
        adapter.input = checkpoint.input
        if checkpoint.position > 0 and not isinstance(checkpoint.input, str):
            adapter.input = checkpoint.input[-1:]  # the transcript shows what was said before
        return adapter

    def _begun(self, adapter: Adapter, patches: list[Patch]) -> None:
        checkpoint = self._starting or _checkpoint_of(adapter)
        self._starting = None
        self._options = adapter.options
        # What a server remembers cannot be taken back.
        if checkpoint is not None and checkpoint.has_message and not self._kept_on_server:
            shown = [patch.value["id"] for patch in patches if patch.at == ("entries",)]
            self._checkpoints[shown[-1]] = checkpoint

    def _close(self, outcome: RunOutcome, error: BaseException | None) -> None:
        self._try("What the next run goes on from could not be kept", self._remember)
        super()._close(outcome, error)
        self._try("The next message could not be said", self._say_waiting_message)

    def _say_waiting_message(self) -> None:
        if self._next_messages:
            self.say(self._next_messages.pop(0))

    def _remember(self) -> None:
        """Keep what the next run goes on from."""
        if not isinstance(self.adapter, RunResultAdapter):
            return
        result = self.adapter.result
        self._agent = result.last_agent
        self._history = result.to_input_list()
        if self._options.get("previous_response_id") and result.last_response_id:
            self._options = {**self._options, "previous_response_id": result.last_response_id}


def _checkpoint_of(adapter: Adapter) -> Checkpoint | None:
    """Give the checkpoint of a run that somebody else started; what its session held before is not known."""
    if adapter.options.get("session") is not None or adapter.input is None:
        return None
    return Checkpoint(adapter.input, adapter.starting_agent, 0)


def _user_message(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}
