"""The results of a run, which those of an ended run and of one that goes on have in common."""

from __future__ import annotations

import copy
import dataclasses
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from pydantic import BaseModel
from typing_extensions import Self

from .continuation import Continuation
from .exceptions import RunErrorDetails
from .items import (
    ItemHelpers,
    MessageOutputItem,
    ModelResponse,
    ReasoningItem,
    RunItem,
    ToolApprovalItem,
    TResponseInputItem,
    input_items,
)
from .run_context import RunContextWrapper
from .tool_context import ToolContext
from .usage import Usage

if TYPE_CHECKING:
    from .agent import Agent
    from .guardrail import InputGuardrailResult, OutputGuardrailResult
    from .tool_guardrails import ToolInputGuardrailResult, ToolOutputGuardrailResult

T = TypeVar("T")


@dataclass(frozen=True)
class TurnUsage:
    """The tokens of one turn's model call, and the agent that made it."""

    turn: int
    agent: str
    usage: Usage


@dataclass(frozen=True)
class AgentToolInvocation:
    """The outer tool call that an agent used as a tool answers."""

    tool_name: str
    tool_call_id: str
    tool_arguments: str


@dataclass(kw_only=True, eq=False)
class RunResultBase:
    """The results of a run, so far or in the end."""

    input: str | list[TResponseInputItem]
    """The input of the run; a handoff's input filter may change it."""
    current_agent: Agent[Any]
    context_wrapper: RunContextWrapper[Any]
    max_turns: int | None = 10
    new_items: list[RunItem] = field(default_factory=list)
    raw_responses: list[ModelResponse] = field(default_factory=list)
    final_output: Any = None
    input_guardrail_results: list[InputGuardrailResult] = field(default_factory=list)
    output_guardrail_results: list[OutputGuardrailResult] = field(default_factory=list)
    tool_input_guardrail_results: list[ToolInputGuardrailResult] = field(default_factory=list)
    tool_output_guardrail_results: list[ToolOutputGuardrailResult] = field(default_factory=list)
    interruptions: list[ToolApprovalItem] = field(default_factory=list)
    """Tool calls that wait for approval; the run goes on from ``to_state()`` once they are decided."""
    current_turn: int = 0
    turn_usage: list[TurnUsage] = field(default_factory=list)
    """The usage of each turn, in order."""
    continuation: Continuation = field(default_factory=Continuation, repr=False)
    """The data that the run needs to go on from here, beyond its results."""

    @property
    def last_agent(self) -> Agent[Any]:
        """The agent that ran last."""
        return self.current_agent

    @property
    def last_response_id(self) -> str | None:
        """The id of the last model response."""
        return self.raw_responses[-1].response_id if self.raw_responses else None

    @property
    def agent_tool_invocation(self) -> AgentToolInvocation | None:
        """The outer tool call, when this is the result of an agent used as a tool."""
        context = self.context_wrapper
        if not isinstance(context, ToolContext):
            return None
        return AgentToolInvocation(context.tool_name, context.tool_call_id, context.tool_arguments)

    @property
    def usage_by_agent(self) -> dict[str, Usage]:
        """The usage of each agent, by name."""
        spent: dict[str, Usage] = {}
        for turn in self.turn_usage:
            spent.setdefault(turn.agent, Usage()).add(turn.usage)
        return spent

    def final_output_as(self, cls: type[T], raise_if_incorrect_type: bool = False) -> T:
        """The final output typed as ``cls``; raises ``TypeError`` if asked to check and it is not one."""
        if raise_if_incorrect_type and not isinstance(self.final_output, cls):
            raise TypeError(f"Final output is not of type {cls.__name__}")
        return cast("T", self.final_output)

    def to_input_list(
        self, *, mode: Literal["preserve_all", "normalized"] = "preserve_all"
    ) -> list[TResponseInputItem]:
        """The input and everything new as input items, to go on from in another run.

        ``normalized`` gives the model's input, where a handoff's filter made that differ. Raises
        ``ValueError`` for another ``mode``.
        """
        if mode not in ("preserve_all", "normalized"):
            raise ValueError(f"to_input_list() has the modes 'preserve_all' and 'normalized', got {mode!r}.")
        given = ItemHelpers.input_to_new_input_list(self.input)
        items = self.continuation.model_items if mode == "normalized" else self._items_outside(given)
        return [*given, *input_items(items, reasoning_ids=self.continuation.keep_reasoning_ids)]

    def _items_outside(self, given: list[TResponseInputItem]) -> list[RunItem]:
        """The new items, but for those that a handoff put into the input and that are in it still."""
        left = list(given)
        moved: set[int] = set()
        for item in self.continuation.moved_items:
            row = item.to_input_item()
            if row in left:
                left.remove(row)
                moved.add(id(item))
        return [item for item in self.new_items if id(item) not in moved]

    def copied_fields(self) -> dict[str, Any]:
        """The fields of another result that does not change with this one."""
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(RunResultBase)}
        copies = {name: copy.copy(value) for name, value in values.items() if name not in _SHARED}
        return {**values, **copies, "continuation": self.continuation.copy()}

    def with_own_pending_input(self) -> Self:
        """The same result, to which messages can be added that this one does not get."""
        pending = list(self.continuation.pending_input)
        return dataclasses.replace(
            self, continuation=dataclasses.replace(self.continuation, pending_input=pending)
        )

    def take_back_open_turn(self) -> None:
        """Take back an answer that nothing follows, and count only turns whose response is complete.

        The turns of a run that had ended well all count, as in the SDK: so ``max_turns`` holds.
        The model is then asked for it again, as the SDK does: many servers refuse an input that ends with an
        answer. One with new input after it stays, and so does one in a conversation that the server keeps.
        """
        continuation = self.continuation
        had_ended = self.final_output is not None
        self.final_output = None
        self._take_back_failed_response()
        if not (continuation.pending_input or continuation.conversation.on_server or self.interruptions):
            self._take_back_response_of(_pop_answer(self.new_items))
            _pop_answer(continuation.model_items)
        continuation.saved_items = min(continuation.saved_items, len(self.new_items))
        if not had_ended:
            self.current_turn = min(self.current_turn, len(self.raw_responses))

    def _take_back_failed_response(self) -> None:
        """Take back what came of a response that failed, also where calls in it would wait to be run."""
        count = self.continuation.failed_items
        self.continuation.failed_items = 0
        self._take_back_response_of(_pop_last(self.new_items, count))
        _pop_last(self.continuation.model_items, count)

    def _take_back_response_of(self, items: list[RunItem]) -> None:
        """Take back the last response, if all of its output is among these items."""
        raws = [item.raw_item for item in items]
        if raws and self.raw_responses and all(raw in raws for raw in self.raw_responses[-1].output):
            self.raw_responses.pop()

    def release_agents(self, *, release_new_items: bool = True) -> None:
        """Does nothing; here for programs that call it. Python frees agents with the result."""

    def error_details(self) -> RunErrorDetails:
        """The results so far, for the ``run_data`` of an error."""
        names = [each.name for each in dataclasses.fields(RunErrorDetails)]
        return RunErrorDetails(**{name: getattr(self, name) for name in names})

    def __str__(self) -> str:
        output = self.final_output
        text = output.model_dump_json(indent=2) if isinstance(output, BaseModel) else str(output)
        final = textwrap.indent(text, "    ")
        lines = [
            f"{type(self).__name__}:",
            *self._headlines(),
            f"Final output ({type(output).__name__}):\n{final}",
            f"{len(self.new_items)} new item(s)",
            f"{len(self.raw_responses)} raw response(s)",
            f"{len(self.input_guardrail_results)} input guardrail result(s)",
            f"{len(self.output_guardrail_results)} output guardrail result(s)",
        ]
        return "\n- ".join(lines) + f"\n(See `{type(self).__name__}` for more details)"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As the last line of a cell: for reading, not the dataclass with all it holds."""
        printer.text(str(self))

    def _headlines(self) -> list[str]:
        return [f'Last agent: Agent(name="{self.current_agent.name}", ...)']


_SHARED = ("current_agent", "context_wrapper", "final_output")
"""Fields that a copy of a result shares with it."""


def _pop_answer(items: list[RunItem]) -> list[RunItem]:
    """Remove the messages and the reasoning at the end of some items, and return them."""
    end = len(items)
    while end and isinstance(items[end - 1], (MessageOutputItem, ReasoningItem)):
        end -= 1
    return _pop_last(items, len(items) - end)


def _pop_last(items: list[RunItem], count: int) -> list[RunItem]:
    """Remove so many items from the end, and return them."""
    end = len(items) - count
    last = items[end:]
    del items[end:]
    return last
