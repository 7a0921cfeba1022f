"""A feed whose runs follow each other: every message is a run that goes on from the one before."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

from ...sources.base import Source
from ...sources.openai_agents import Options, result_source, runner_of
from ...transcript.schema import Patch
from ..channel import Channel
from .controller import RunController


class _Turn(NamedTuple):
    """A message that began a run, and how things stood before it."""

    given: str | list[Any]
    """What the run was given: a text, or the items of the conversation with the message at the end."""
    agent: Any
    steps: int
    """How much of the story had been told."""
    remembered: int = 0
    """How many items the session held."""

    @property
    def has_message(self) -> bool:
        """Whether it began with something that a user said."""
        last = {"role": "user"} if isinstance(self.given, str) else (self.given or [None])[-1]
        return isinstance(last, dict) and last.get("role") == "user"

    def saying(self, text: str) -> _Turn:
        """Give the same turn with another message."""
        others = None if isinstance(self.given, str) else self.given[:-1]
        return self._replace(given=text if others is None else [*others, _message(text)])


class Conversation(RunController):
    """Runs an agent for each message; a session, if there is one, keeps what was said.

    It begins with ``begin``, or with a run that somebody else started (``follow``).
    """

    def __init__(
        self,
        channel: Channel,
        home: asyncio.AbstractEventLoop | None = None,
        *,
        agent: Any = None,
        options: Options | None = None,
    ) -> None:
        super().__init__(channel, home)
        self._agent = agent
        self._options: Options = options or {}
        self._history: list[Any] = []
        self._turns: dict[str, _Turn] = {}
        """By the id of the entry that shows the message."""
        self._turn: _Turn | None = None
        self._later: list[str] = []
        """What was said when the run at work could not take it."""

    @property
    def abilities(self) -> list[str]:
        """What can be asked while a run is at work; what it cannot be told is told to the next one."""
        own = self.source.abilities
        return [*own] if "say" in own else [*own, "follow_up"]

    @property
    def at_rest(self) -> list[str]:
        """What can be asked between two runs."""
        return ["say", "edit", "retry"] if self._turns else ["say"]

    def begin(self, prompt: str | list[Any]) -> None:
        """Begin the first run, with a text or a list of input items."""
        self.start(lambda: self._ask(prompt))

    def say(self, text: str) -> None:
        """Begin the next run with a message, or add it to the one that is at work."""
        from ...agents.exceptions import AgentsException

        if not isinstance(text, str):
            raise TypeError(f"What is said is a text, not {type(text).__name__}.")
        if not text.strip():
            raise ValueError("There is nothing to say.")
        if not self.running:
            self.start(lambda: self._ask(text if self._keeper else [*self._history, _message(text)]))
        elif self._opened.is_set() and "say" not in self.source.abilities:
            self.call(lambda: self._say_later(text))
        else:
            try:
                super().say(text)
            except AgentsException:  # it ends this very moment
                self.call(lambda: self._say_later(text))

    def retry(self) -> None:
        """Say the latest message again, as if it had not been answered."""
        if not self._turns:
            raise RuntimeError("There is no message to say again.")
        self._go_back(list(self._turns)[-1], None)

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message and say something else; what came after it is forgotten."""
        self._go_back(entry_id, text)

    def _go_back(self, entry_id: str, text: str | None) -> None:
        if self.running:
            raise RuntimeError("The run is still at work. Stop it before you go back.")
        if entry_id not in self._turns:
            known = ", ".join(self._turns) or "none"
            raise ValueError(f"No run began with the entry {entry_id!r}. Messages that began one: {known}.")
        turn = self._turns[entry_id]
        self.start(lambda: self._branch(entry_id, turn if text is None else turn.saying(text)))

    @property
    def _session(self) -> Any:
        return self._options.get("session")

    @property
    def _keeper(self) -> Any:
        """Who keeps what was said, when we need not: a session, or the model's server."""
        return self._session or self._on_server

    @property
    def _on_server(self) -> Any:
        return self._options.get("conversation_id") or self._options.get("previous_response_id")

    def _say_later(self, text: str) -> None:
        if self.running:
            self._later.append(text)
            self.status("What you said is told to the next run, when this one has ended.")
        else:
            self.say(text)

    async def _ask(self, given: str | list[Any]) -> Source:
        remembered = len(await self._session.get_items()) if self._session is not None else 0
        return self._run_turn(_Turn(given, self._agent, len(self.story), remembered))

    async def _branch(self, entry_id: str, turn: _Turn) -> Source:
        ids = list(self._turns)
        for forgotten in ids[ids.index(entry_id) :]:
            del self._turns[forgotten]
        if self._session is not None:
            for _ in range(len(await self._session.get_items()) - turn.remembered):
                await self._session.pop_item()
        self.story.rewind(turn.steps)
        self.channel.send({"type": "snapshot", **self.channel.snapshot()})
        return self._run_turn(turn)

    def _run_turn(self, turn: _Turn) -> Source:
        self._turn = turn
        result = runner_of(turn.agent).run_streamed(turn.agent, turn.given, **self._options)
        source = result_source(result, self._options)
        assert source is not None  # noqa: S101 - a Runner gives a result
        # Of what was said before, the transcript has shown all but the new message.
        source.input = turn.given if turn.steps == 0 or isinstance(turn.given, str) else turn.given[-1:]
        return source

    def _open(self, source: Source, began: float) -> list[Patch]:
        turn, self._turn = self._turn or self._found(source), None
        told = super()._open(source, began)
        self._options = source.options
        # What a server remembers cannot be taken back.
        if turn is not None and turn.has_message and not self._on_server:
            shown = [patch.value["id"] for patch in told if patch.op == "put" and "kind" in patch.value]
            self._turns[shown[-1]] = turn
        return told

    def _found(self, source: Source) -> _Turn | None:
        """Give the turn of a run that somebody else started; what its session held before is not known."""
        if source.options.get("session") is not None or source.input is None:
            return None
        return _Turn(source.input, source.starting_agent, 0)

    def _close(self, error: BaseException | None, *, stopped: bool) -> None:
        if (result := self.source.result) is not None:
            self._agent, self._history = result.last_agent, result.to_input_list()
            if self._options.get("previous_response_id") and result.last_response_id:
                self._options = {**self._options, "previous_response_id": result.last_response_id}
        super()._close(error, stopped=stopped)
        if self._later:
            self.say(self._later.pop(0))


def _message(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}
