"""``widget.fork``: begins a run with the conversation of another, cut and changed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from typing_extensions import Unpack

from ...sources.agent_runner import Input
from ...sources.base import Adapter, Options
from ...sources.detect import find_runner
from ...sources.openai_agents import DEFAULT_MAX_TURNS
from ...transcript.export.format import one_line
from ...transcript.fields import message_text
from ...transcript.jsonable import jsonable
from ...transcript.kept_run import Lineage
from ...transcript.schema import Entry, Lane
from ...transcript.tool_outputs import output_head
from ...transcript.writer import OPEN_STATES
from ..channel import Send
from ..run.conversation import ControllerArguments, Conversation
from .call_again import state_before_call
from .change import (
    Change,
    agent_that_goes_on,
    changed_items,
    check_arguments,
    given,
    named,
    options_of_fork,
)
from .fork_point import FORK_ENTRY, ForkPoint, fork_point, last_messages, turn_start
from .trunk import Trunk


@dataclasses.dataclass(frozen=True)
class ForkStart:
    """What a fork begins with."""

    agent: Any
    input: Input | Any
    """The items of the first model call, or a ``RunState`` whose first step is a tool call."""
    options: Options
    lineage: Lineage
    entries: list[Entry]
    """Those that show what came before."""
    lanes: list[Lane]
    again: list[Entry]
    """Those of the calls that are made again."""
    said: list[str]
    """What the user says before the first model call, but for the last message of the input."""


class Fork(Conversation):
    """A conversation that begins with what another run has shown."""

    def __init__(self, start: ForkStart, **arguments: Unpack[ControllerArguments]) -> None:
        super().__init__(agent=start.agent, prompt=start.input, options=start.options, **arguments)
        self._fork = start

    @property
    def lineage(self) -> Lineage:
        """What it was forked from."""
        return self._fork.lineage

    async def _start_run(self, input: Input) -> Adapter:
        if self.recorder.position == 0:
            fork = self._fork
            self.recorder.begin_fork(_notice(fork.lineage), fork.entries, fork.lanes, fork.again)
            for text in fork.said:
                self.recorder.say(text)
        return await super()._start_run(input)


def fork_opener(
    trunk: Trunk, entry: str | Entry | None, change: Change, context: Any = None
) -> Callable[[Send, Callable[[], None]], Fork]:
    """Give what makes the controller of a fork, for an ``AgentWidget``.

    Raises ``LookupError``, ``ValueError`` or ``TypeError``, in the user's own cell, where none can begin.
    """
    entry_id = entry.id if isinstance(entry, Entry) else entry
    start = _start(trunk, entry_id, given(change), context)
    runner = find_runner(start.agent)
    loop = None if runner is None else runner.loop_of(start.agent)

    def open_fork(send: Send, on_settled: Callable[[], None]) -> Fork:
        return Fork(start, send=send, on_settled=on_settled, loop=loop, budget=trunk.budget)

    return open_fork


def _start(trunk: Trunk, entry_id: str | None, change: Change, context: Any) -> ForkStart:
    if trunk.kept.refusal:
        raise ValueError(trunk.kept.refusal)
    point = fork_point(trunk, entry_id)
    items = changed_items(point, change)
    agent = agent_that_goes_on(trunk, point, change)
    check_arguments(agent, point, change)
    options = options_of_fork(trunk, change, context)
    lineage = Lineage(trunk.kept.id, entry_id, named(change), trunk.kept.lineage)
    lanes = trunk.transcript.lanes
    shown = [_as_shown(each, point, items, change) for each in point.shown]
    said = [message_text(each) for each in last_messages(items)]
    if "arguments" not in change:
        return ForkStart(agent, items, options, lineage, shown, _lanes_of(shown, lanes), [], said[:-1])
    start = turn_start(items, point.place)
    turns = options.get("max_turns", DEFAULT_MAX_TURNS)
    state = state_before_call(agent, items[:start], items[start:], turns)
    again = [_call_again(each, items[point.place]) for each in shown if each.id == entry_id]
    kept = [each for each in shown if each.id not in _with_inner(shown, entry_id)]
    return ForkStart(agent, state, options, lineage, kept, _lanes_of([*kept, *again], lanes), again, said)


def _call_again(entry: Entry, item: Any) -> Entry:
    """Give the entry of a call before it has run."""
    return Entry(
        entry.id,
        entry.kind,
        agent=entry.agent,
        turn=entry.turn,
        tool=entry.tool,
        call_id=entry.call_id,
        arguments=item["arguments"],
    )


def _with_inner(entries: list[Entry], entry_id: str | None) -> set[str | None]:
    """Give the ids of an entry and of what happened inside of it."""
    ids = {entry_id}
    for each in entries:
        if each.parent in ids and each.parent is not None:
            ids.add(each.id)
    return ids


def _lanes_of(entries: list[Entry], lanes: list[Lane]) -> list[Lane]:
    agents = {(each.agent, each.parent) for each in entries}
    return [lane for lane in lanes if (lane.name, lane.parent) in agents]


def _as_shown(entry: Entry, point: ForkPoint, items: list[Any], change: Change) -> Entry:
    """Give an entry as a fork shows it: at its beginning, and with what was changed."""
    shown = dataclasses.replace(entry, started=0, ended=None if entry.ended is None else 0, annotation="")
    if shown.state in OPEN_STATES:
        shown.state, shown.schema, shown.question = "done", None, None
    if "output" in change and point.entry is not None and entry.id == point.entry.id:
        call = next(each for each in items if each.get("call_id") == entry.call_id and "output" in each)
        text = call["output"] if isinstance(call["output"], str) else json.dumps(jsonable(call["output"]))
        head: dict[str, Any] = {"output_size": None, **output_head(text)}
        shown = dataclasses.replace(
            shown, **head, summary="", display=None, state="done", error="", traceback=""
        )
    return shown


def _notice(lineage: Lineage) -> Entry:
    what = ", ".join(f"{name} {_shortly(each)}" for name, each in lineage.change.items())
    where = "after its end" if lineage.entry is None else f"at {lineage.entry}"
    text = f"A fork of the run {lineage.parent} {where}: {f'other {what}' if what else 'asked again'}."
    return Entry(FORK_ENTRY, "notice", text=text)


def _shortly(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(jsonable(value), ensure_ascii=False)
    return f'"{one_line(text, 60)}"'
