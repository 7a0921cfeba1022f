"""Runs that follow each other in one transcript: every message begins the next."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypedDict
from uuid import uuid4

from pydantic_core import to_jsonable_python
from typing_extensions import Unpack

from ...sources.agent_runner import Input
from ...sources.base import Adapter, Options, RunEndedError, RunOutcome
from ...sources.detect import find_runner
from ...transcript import failure
from ...transcript.kept_run import KeptRun, Lineage
from ...transcript.schema import Patch
from ...transcript.tape import Tape
from ..channel import Send
from ..fork.trunk import Trunk, agents_of, is_filtered, known_agents, why_not_forked
from .branches import Branch, Branches
from .budget import Budget
from .controller import OpenAdapter, RunController


class ControllerArguments(TypedDict, total=False):
    """The arguments of ``RunController``, which a conversation passes on."""

    send: Send
    on_settled: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None
    budget: Budget | None
    tape: Tape | None
    began: float | None
    unseen: bool


class Checkpoint(NamedTuple):
    """A message that began a run, and what to go back to when it is asked again."""

    input: Input
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
        last = self.input[-1] if isinstance(self.input, list) and self.input else None
        return isinstance(last, dict) and last.get("role") == "user"

    def with_message(self, text: str) -> Checkpoint:
        """Give the same checkpoint with another message."""
        if not isinstance(self.input, list):
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
        prompt: Input | None = None,
        options: Options | None = None,
        run_id: str = "",
        **arguments: Unpack[ControllerArguments],
    ) -> None:
        self.run_id = run_id or uuid4().hex[:12]
        """What a fork names it by."""
        self._agent = agent
        self._prompt = prompt
        self._options: Options = options or {}
        self._history: list[Any] = []
        self._was_filtered = False
        """Whether a handoff of any run so far changed what models were sent."""
        self._checkpoints: dict[str, Checkpoint] = {}
        """By the id of the entry that shows the message."""
        self._branches: dict[str, Branches[Checkpoint]] = {}
        """The ways in which the conversation went on from a message, by the id of its entry."""
        self._switching: asyncio.Task[None] | None = None
        """The change of branch that is under way on this loop; the loop itself holds tasks only weakly."""
        self._starting: Checkpoint | None = None
        """That of the run that begins now."""
        self._showing_session: asyncio.Task[None] | None = None
        self._one_start = threading.RLock()
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

    @property
    def tape(self) -> Tape:
        """The recording so far, which keeps the conversation, too."""
        tape = super().tape
        tape.read_run = self._written_run
        return tape

    @property
    def lineage(self) -> Lineage | None:
        """What the conversation was forked from: nothing."""
        return None

    def trunk(self) -> Trunk:
        """Give what another run can be forked from, now."""
        result = self.adapter.result
        return Trunk(
            self._kept_run(),
            self.channel.copy_transcript(),
            known_agents(self._agent, self.adapter.starting_agent, *agents_of(result)),
            self.adapter.options if self._has_begun else self._options,
            self.budget.copy(),
        )

    @property
    def _has_begun(self) -> bool:
        return type(self.adapter) is not Adapter

    def _kept_run(self) -> KeptRun:
        """Give the conversation's items, whole."""
        refusal = "No run has begun here yet: fork it once one has."
        if self._has_begun:
            refusal = why_not_forked(self.adapter, self._options)
        if refusal:
            return KeptRun(self.run_id, refusal=refusal, lineage=self.lineage)
        items = self.adapter.history()
        filtered = self._was_filtered or is_filtered(self.adapter)
        return KeptRun(self.run_id, items, is_filtered=filtered, lineage=self.lineage)

    def _written_run(self) -> KeptRun:
        """Give the same as plain JSON data. Items that cannot be written leave the recording as it is."""
        try:
            kept = self._kept_run()
            return replace(kept, items=to_jsonable_python(kept.items))
        except Exception as error:  # noqa: BLE001 - of what a user put into the items
            refusal = f"Its conversation could not be written: {failure.named(error)}"
            return KeptRun(self.run_id, refusal=refusal, lineage=self.lineage)

    def begin(self) -> None:
        """Begin the first run with the prompt; without one, show what the agent's session holds."""
        if (prompt := self._prompt) is not None:
            self.start(lambda: self._start_run(prompt))
        elif self._agent is not None and self._session is not None:
            self.loop.call(self._begin_to_show_session)

    def show_idle(self) -> None:
        """Show that no run has begun yet, and that a message may be said. Time counts from the first one."""
        self.channel.hold_clock()
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
        self.end_on_closed_loop()
        if self._start_if_idle(lambda: self._start_run(self._input_with(text))):
            return
        if self._is_postponed(partial(self.say, text)):
            return
        if self.phase.current == "running" and "say" not in self.adapter.abilities:
            self.loop.call(lambda: self._say_next(text))
        else:
            try:
                super().say(text)
            except (AgentsException, RunEndedError):  # the run ends at this very moment
                self.loop.call(lambda: self._say_next(text))

    def retry(self) -> None:
        """Say the latest message again, as if it had not been answered."""
        if not self._checkpoints:
            raise RuntimeError("There is no message to say again.")
        self._go_back(list(self._checkpoints)[-1], None)

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message and say something else; what came after it becomes another branch."""
        self._go_back(entry_id, text)

    def branch(self, entry_id: str, to: int) -> None:
        """Show the ``to``-th way, from 1, in which the conversation went on from a message."""
        if self.running:
            raise RuntimeError("The run is still at work. Stop it before you go to another branch.")
        if entry_id not in self._branches:
            known = ", ".join(self._branches) or "none"
            raise ValueError(f"The conversation has one way on from {entry_id!r}. Several from: {known}.")
        count = len(self._branches[entry_id].ways)
        if not 1 <= to <= count:
            raise ValueError(f"There is no branch {to} of {entry_id!r}; there are {count}, from 1.")
        self.loop.replace_if_closed()
        self._switching = self.loop.run(self._switch(entry_id, to - 1))

    def _go_back(self, entry_id: str, text: str | None) -> None:
        self.end_on_closed_loop()
        if self.running:
            raise RuntimeError("The run is still at work. Stop it before you go back.")
        if entry_id not in self._checkpoints:
            known = ", ".join(self._checkpoints) or "none"
            raise ValueError(f"No run began with the entry {entry_id!r}. Messages that began one: {known}.")
        checkpoint = self._checkpoints[entry_id]
        if text is not None:
            checkpoint = checkpoint.with_message(text)
        if not self._start_if_idle(lambda: self._restart_run(entry_id, checkpoint)):
            raise RuntimeError("Another run has just begun. Stop it before you go back.")

    def _start_if_idle(self, open_adapter: OpenAdapter) -> bool:
        """Start a run unless one is at work, or another thread starts one at this moment."""
        with self._one_start:
            if self.running:
                return False
            self.start(open_adapter)
            return True

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

    def _begin_to_show_session(self) -> None:
        self._showing_session = self.loop.create_task(self._show_session())

    async def _show_session(self) -> None:
        """Show what was said before this conversation was opened."""
        try:
            items = await self._session.get_items()
            if items:
                self.recorder.show_earlier(items)
        except Exception as error:  # noqa: BLE001 - a session of any library; the first run fails by it, too
            self.recorder.notice(f"What the session holds could not be shown: {failure.message(error)}")
        self.recorder.flush()  # between runs nothing else sends what had to wait

    async def _start_run(self, input: Input) -> Adapter:
        if self._showing_session is not None:
            await self._showing_session
        length = 0 if self._session is None else len(await self._session.get_items())
        return self._start_from(Checkpoint(input, self._agent, self.recorder.position, length))

    async def _restart_run(self, entry_id: str, checkpoint: Checkpoint) -> Adapter:
        branches = self._branches.get(entry_id) or Branches()
        branches.add(await self._take_branch(entry_id, None))
        self._branches[entry_id] = branches
        self._show_branches()
        self.budget.show()
        return self._start_from(checkpoint)

    async def _switch(self, entry_id: str, to: int) -> None:
        """Put another branch in the place of the one that is shown."""
        branches = self._branches[entry_id]
        chosen = branches.ways[to]
        if chosen is None:
            return  # it is shown already
        branches.show(to, await self._take_branch(entry_id, chosen))
        self._branches |= {entry_id: branches} | chosen.branches
        self._checkpoints |= chosen.checkpoints
        self.adapter, self.error = chosen.adapter, chosen.error
        self._agent, self._history, self._options = chosen.agent, chosen.history, chosen.options
        if self._session is not None:
            await self._session.add_items(chosen.session_items)
        self._show_branches()
        self.budget.show()
        self.show_abilities()
        self.recorder.flush()
        self.settled()

    async def _take_branch(self, entry_id: str, instead: Branch[Checkpoint] | None) -> Branch[Checkpoint]:
        """Take all from a message on out of the conversation, and put another branch in its place."""
        checkpoint = self._checkpoints[entry_id]
        ids = list(self._checkpoints)
        taken = ids[ids.index(entry_id) :]
        return Branch(
            session_items=await self._take_session_items(checkpoint.session_length),
            recorded=self.recorder.rewind(checkpoint.position, instead.recorded if instead else None),
            checkpoints={each: self._checkpoints.pop(each) for each in taken},
            branches={each: self._branches.pop(each) for each in taken[1:] if each in self._branches},
            adapter=self.adapter,
            error=self.error,
            agent=self._agent,
            history=self._history,
            options=self._options,
        )

    async def _take_session_items(self, kept: int) -> list[Any]:
        """Take the session's items after the first ``kept`` out of it, and give them in their order."""
        if self._session is None:
            return []
        items = await self._session.get_items()
        for _ in items[kept:]:
            await self._session.pop_item()
        return list(items[kept:])

    def _show_branches(self) -> None:
        shown = {each: branches.shown_of for each, branches in self._branches.items()}
        self.recorder.set_field("branches", shown)

    def _start_from(self, checkpoint: Checkpoint) -> Adapter:
        self._starting = checkpoint
        agent, given = checkpoint.agent, checkpoint.input
        runner = find_runner(agent)
        if runner is None:
            raise TypeError(f"There is no Runner for {type(agent).__name__}, so it cannot be asked anything.")
        adapter = runner.start(agent, given, self._options)
        if checkpoint.position > 0 and not isinstance(given, str):
            # The transcript shows what was said before; a state goes on without a message.
            adapter.input = given[-1:] if isinstance(given, list) else []
        elif adapter.input is None and isinstance(given, (str, list)):
            adapter.input = given
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
        self.ending.attempt("What the next run goes on from could not be kept", self._remember)
        super()._close(outcome, error)
        self.ending.attempt("The next message could not be said", self._say_waiting_message)

    def _say_waiting_message(self) -> None:
        if self._next_messages:
            self.say(self._next_messages.pop(0))

    def _remember(self) -> None:
        """Keep what the next run goes on from."""
        self._was_filtered = self._was_filtered or is_filtered(self.adapter)
        if self.adapter.next_agent is not None:
            self._agent = self.adapter.next_agent
            self._history = self.adapter.history()
            self._options = self.adapter.next_options


def _checkpoint_of(adapter: Adapter) -> Checkpoint | None:
    """Give the checkpoint of a run that somebody else started; what its session held before is not known."""
    if adapter.options.get("session") is not None or adapter.input is None or adapter.starting_agent is None:
        return None
    return Checkpoint(adapter.input, adapter.starting_agent, 0)


def _user_message(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}
