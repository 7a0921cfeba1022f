"""Runs of a graph that the widget begins: it chooses the stream's modes, answers interrupts, and goes on."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Any, NamedTuple

from ...agents.approvals import Decision
from ..base import Ability, Adapter, Options, RunOutcome
from ..events import RunEvent, notice
from ..questions import DeclinedError
from .argument_schemas import schema_of
from .graph_adapter import GraphAdapter
from .graph_input import input_items
from .graph_reader import GraphReader
from .interrupts import PendingAnswers, breakpoint_before
from .shapes import StreamFacts
from .thread import (
    GraphCalls,
    HeldState,
    ThreadPoint,
    ThreadStart,
    at_checkpoint,
    checkpoint_of,
    has_checkpointer,
    has_messages,
    is_remote,
    is_settled,
    settled_messages,
)

_MODES = ("messages", "updates", "values", "tasks", "custom")
_HISTORY_LIMIT = 100
"""How many checkpoints back a settled one is looked for, after a stop."""


class Resumed(NamedTuple):
    """The run goes on with answers to what the graph asked, by interrupt id; None after a breakpoint."""

    answers: Any


class GraphRun(GraphAdapter):
    """One run of a graph, through its interrupts.

    ``graph_input`` is what the graph is given, ``config`` its config (with a thread where the graph keeps its
    states), ``start`` where in the thread it begins: the latest checkpoint if that is "".
    """

    def __init__(
        self,
        graph: Any,
        graph_input: Any,
        config: dict[str, Any],
        *,
        context: Any = None,
        options: Options | None = None,
        start: str = "",
        thread_start: ThreadStart | None = None,
        reader: GraphReader | None = None,
    ) -> None:
        super().__init__(graph, StreamFacts(graph=graph, modes=_MODES, subgraphs=True), reader)
        self.reader.tools.tells_begins = True  # among the modes are tasks
        self.input = input_items(graph_input)
        self.options = options or {}
        self._calls = GraphCalls(graph)
        self._graph_input = graph_input
        self._config = config
        self._context = context
        self._start = start
        self._thread_start = thread_start
        self._keeps_state = has_checkpointer(graph)
        self._end: ThreadPoint | None = None
        """Where the run ended in its thread."""
        self._pending = PendingAnswers(self.reader)
        self._answers: list[RunEvent] = []
        """What is to be shown of the answers that the run goes on with."""
        self._is_resumed = False
        self._is_at_breakpoint = False
        self._is_refused = False
        """Whether the run may not go on: from a breakpoint, or without an answer."""
        self._notices: list[str] = []
        """What is to be said once the events have ended."""
        self._control = None if is_remote(graph) else _new_control()
        self.next_agent = graph if has_messages(graph) else None

    @property
    def abilities(self) -> tuple[Ability, ...]:  # type: ignore[override]
        """Approvals need a checkpointer; to stop after a step, a version of LangGraph that can be drained."""
        drained: tuple[Ability, ...] = () if self._control is None else ("stop_after_turn",)
        approvals: tuple[Ability, ...] = ("approve", "edit_arguments") if self._keeps_state else ()
        return ("stop", *drained, *approvals)

    # Reading

    async def events(self) -> AsyncGenerator[Any, None]:
        """Run the graph to its end, or until it waits for an answer."""
        if self._keeps_state and not self._is_resumed:
            await self._find_start()
        if self._is_refused:
            return
        try:
            if self._is_resumed:
                yield Resumed(getattr(self._graph_input, "resume", None))
            async with contextlib.aclosing(self._stream()) as stream:
                async for item in stream:
                    yield item
            self._was_read_to_end = True
            await self._find_breakpoint()
        except Exception as error:
            if type(error).__name__ != "GraphDrained":
                self._explain_thread()
                raise
            self._was_drained = True
        finally:
            await self.find_end()

    def _stream(self) -> Any:
        given: dict[str, Any] = {}
        if self._control is not None:
            given["control"] = self._control
        if self._context is not None:
            given["context"] = self._context
        modes = [*_MODES, "tools"] if "langgraph.pregel._tools" in sys.modules else [*_MODES]
        config = at_checkpoint(self._config, self._start)
        return self._calls.stream(self._graph_input, config, stream_mode=modes, subgraphs=True, **given)

    def _explain_thread(self) -> None:
        """Say of a run that has failed on a thread what could not be there."""
        if self._calls.on_thread:
            self._notices.append(
                f"The graph ran on a thread, since its {type(self.source.checkpointer).__name__} has no "
                "asynchronous methods: its nodes and tools have to be ordinary functions there. For "
                "`async def` ones compile it with an asynchronous checkpointer, such as AsyncSqliteSaver."
            )

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Give what an item means; of the answers that the run goes on with, which questions they are to."""
        if isinstance(event, Resumed):
            answers, self._answers = self._answers, []
            return answers
        return super().translate(event)

    def late_events(self) -> Iterable[RunEvent]:
        """Give what the end tells, and what the graph asks."""
        yield from map(notice, self._notices)
        if self._is_refused:
            return
        if not self.reader.interrupts:
            yield from super().late_events()
        elif self._keeps_state:
            self._pending = PendingAnswers(self.reader)
            yield from self._pending.questions()
        else:
            yield notice(
                "The graph waits for an answer that cannot be given: it keeps no state. "
                "Compile it with a checkpointer, such as checkpointer=InMemorySaver()."
            )

    # Steering

    def stop(self, *, after_turn: bool) -> bool:
        """Ask the graph to end after its step. To end it now, it is read no more."""
        if after_turn and self._control is not None:
            self._control.request_drain("stopped in the widget")
            return True
        return False

    def interruptions(self) -> Mapping[str, Any]:
        """Give what the graph waits for."""
        return self._pending.approvals(lambda tool: schema_of(self.source, tool))

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Go on in the same thread with the answers."""
        self._answers = self._pending.answers(decisions)
        self._is_resumed = True
        if self._is_at_breakpoint:
            self._graph_input = None
            self._is_refused = not all(decision.approved for decision in decisions.values())
        else:
            try:
                resume = self._pending.resume_value(decisions)
            except DeclinedError:
                self._is_refused, resume = True, None
            self._graph_input = sys.modules["langgraph.types"].Command(resume=resume)
        self._is_at_breakpoint = False
        self.reader.interrupts.clear()
        self._pending = PendingAnswers(self.reader)
        self._start = ""  # the latest checkpoint is this run's own
        return self

    # Going on

    def history(self) -> list[Any]:
        """Give where the run ended: a checkpoint, or the state itself where nobody keeps it."""
        if self._keeps_state:
            return [] if self._end is None else [self._end]
        values = self.reader.last_state
        if not isinstance(values, Mapping):
            return []
        return [HeldState({**values, "messages": settled_messages(values)})]

    async def _find_start(self) -> None:
        """Find the checkpoint to begin from. The latest is not named: naming one begins a fork there."""
        state = await self._calls.state(at_checkpoint(self._config, ""))
        latest = checkpoint_of(state)
        start = self._thread_start
        if start is not None and not self._start:
            if start.is_known:  # the first message is asked again
                self._start = start.checkpoint_id or await self._oldest()
            start.is_known, start.checkpoint_id = True, start.checkpoint_id or latest
        if self._start == latest:
            self._start = ""

    async def _find_breakpoint(self) -> None:
        """Find out whether the graph was compiled to stop here: nothing in its stream tells."""
        if not self._keeps_state or self.reader.interrupts:
            return
        state = await self._calls.state(at_checkpoint(self._config, ""))
        if state.next:
            self._is_at_breakpoint = True
            self.reader.add_interrupts([breakpoint_before(checkpoint_of(state), state.next)])

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if it was drained, refused or still waits for an answer."""
        return "cancelled" if self._is_refused else super().outcome

    async def _oldest(self) -> str:
        oldest = ""
        async for state in self._calls.history(at_checkpoint(self._config, "")):
            oldest = checkpoint_of(state)
        return oldest

    async def find_end(self) -> None:
        """Find the checkpoint that a next message can follow: after a stop it may not be the latest."""
        if not self._keeps_state:
            return
        config = at_checkpoint(self._config, "")
        thread_id = str(config["configurable"].get("thread_id"))
        with contextlib.suppress(Exception):  # what ended the run is told, and not that
            state = await self._calls.state(config)
            if not is_settled(state.values):
                async for earlier in self._calls.history(config, limit=_HISTORY_LIMIT):
                    if is_settled(earlier.values):
                        state = earlier
                        break
            self._end = ThreadPoint(thread_id, checkpoint_of(state))


def _new_control() -> Any:
    """Make what a run is drained by; None where LangGraph has none."""
    control = getattr(sys.modules.get("langgraph.runtime"), "RunControl", None)
    return None if control is None else control()
