"""A feed whose runs follow each other: every message is a run that goes on from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..runtime import background
from .channel import Channel
from .feed import Feed
from .results import OurResult, runner_of
from .sources import Source


class _Turn(NamedTuple):
    """A message that began a run, and how things stood before it."""

    text: str
    steps: int
    """How much of the story had been told."""
    agent: Any
    history: list[Any]
    remembered: int
    """How many items the session held."""


class Conversation(Feed):
    """Runs an agent for each message; a session, if there is one, keeps what was said."""

    def __init__(self, channel: Channel, agent: Any, options: Mapping[str, Any]) -> None:
        super().__init__(channel, background.loop())
        self.abilities_at_rest = ("say",)
        self._agent = agent
        self._options = options
        self._session = options.get("session")
        self._history: list[Any] = []
        self._turns: dict[str, _Turn] = {}
        """By the id of the entry that shows the message."""
        self._turn: _Turn | None = None
        self._later: list[str] = []
        """What was said too late for a run that was ending."""
        self.story.fact("status", "done")
        self.story.fact("abilities", list(self.abilities_at_rest))

    def say(self, text: str) -> None:
        """Begin the next run with a message, or add it to the one that is at work."""
        from ..errors import AgentsException

        if not text.strip():
            raise ValueError("There is nothing to say.")
        if not self.running:
            self.start(lambda: self._ask(text))
            return
        try:
            super().say(text)
        except AgentsException:  # it ends this very moment
            self.call(lambda: self._later.append(text) if self.running else self.say(text))

    def retry(self) -> None:
        """Say the latest message again, as if it had not been answered."""
        if not self._turns:
            raise RuntimeError("Nothing was said yet.")
        entry_id, turn = list(self._turns.items())[-1]
        self.edit(entry_id, turn.text)

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message and say something else; what came after it is forgotten."""
        if self.running:
            raise RuntimeError("The run is still at work. Stop it before you go back.")
        if entry_id not in self._turns:
            known = ", ".join(self._turns) or "none"
            raise ValueError(f"No run began with the entry {entry_id!r}. Messages that began one: {known}.")
        turn = self._turns[entry_id]
        self.start(lambda: self._branch(entry_id, turn._replace(text=text)))

    async def _ask(self, text: str) -> Source:
        remembered = len(await self._session.get_items()) if self._session is not None else 0
        return self._run_turn(_Turn(text, len(self.story), self._agent, self._history, remembered))

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
        said = {"role": "user", "content": turn.text}
        given = turn.text if self._session is not None else [*turn.history, said]
        result = runner_of(turn.agent).run_streamed(turn.agent, given, **self._options)
        source = OurResult(result, self._options)
        source.input = turn.text
        return source

    def _open(self, source: Source, began: float) -> None:
        super()._open(source, began)
        self.channel.flush()
        entry = next(entry for entry in reversed(self.channel.transcript.entries) if entry.kind == "user")
        if self._turn is not None:
            self._turns[entry.id] = self._turn

    def _close(self, error: BaseException | None, *, stopped: bool) -> None:
        if (result := self.source.result) is not None:
            self._agent, self._history = result.last_agent, result.to_input_list()
        self.abilities_at_rest = ("say", "edit", "retry") if self._turns else ("say",)
        super()._close(error, stopped=stopped)
        if self._later:
            self.say(self._later.pop(0))
