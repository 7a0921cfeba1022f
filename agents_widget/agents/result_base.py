"""What a run has done, while it goes on and in the end."""

from __future__ import annotations

import copy
import dataclasses
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from .exceptions import RunErrorDetails
from .items import ItemHelpers, ModelResponse, RunItem, ToolApprovalItem, TResponseInputItem, input_items
from .run_context import RunContextWrapper
from .tool_context import ToolContext
from .usage import Usage

if TYPE_CHECKING:
    from .agent import Agent
    from .guardrail import (
        InputGuardrailResult,
        OutputGuardrailResult,
        ToolInputGuardrailResult,
        ToolOutputGuardrailResult,
    )
    from .run_state import RunState

T = TypeVar("T")


@dataclass(frozen=True)
class TurnUsage:
    """What one turn's model call spent, and which agent made it."""

    turn: int
    agent: str
    usage: Usage


@dataclass(frozen=True)
class AgentToolInvocation:
    """The outer tool call that an agent used as a tool answers."""

    tool_name: str
    tool_call_id: str
    tool_arguments: str


@dataclass(frozen=True)
class ServerConversation:
    """How much of the conversation the model's server keeps itself."""

    conversation_id: str | None = None
    previous_response_id: str | None = None
    automatic: bool = False
    """Go on from each response by its id, from the first one on."""
    known: int = 0
    """So many input items the server already has."""

    @property
    def on_server(self) -> bool:
        """Whether only what is new is sent."""
        return bool(self.conversation_id or self.previous_response_id or self.automatic)


@dataclass(kw_only=True, eq=False)
class RunResultBase:
    """What a run has done so far, or in the end."""

    input: str | list[TResponseInputItem]
    """What the run began with; a handoff's input filter may change it."""
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
    """What each turn spent, in order."""
    # What the model is shown after the input: the new items, unless a handoff's filter changed them.
    _model_items: list[RunItem] = field(default_factory=list, repr=False)
    _conversation: ServerConversation = field(default_factory=ServerConversation, repr=False)
    _thought_ids: bool = field(default=True, repr=False)  # whether input items of thoughts have ids
    _pending_input: list[TResponseInputItem] = field(default_factory=list, repr=False)
    # Agents that have called a tool, by name: their tool_choice is reset.
    _tool_users: set[str] = field(default_factory=set, repr=False)
    _saved_items: int = field(default=0, repr=False)  # so many new items are in the session
    # States of agents used as tools that wait for approval, by the outer call's id.
    _nested: dict[str, RunState[Any]] = field(default_factory=dict, repr=False)

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
        """What each agent spent, by name."""
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

        ``normalized`` gives what the model was shown, where a handoff's filter made that differ.
        """
        items = self._model_items if mode == "normalized" else self.new_items
        return [
            *ItemHelpers.input_to_new_input_list(self.input),
            *input_items(items, thought_ids=self._thought_ids),
        ]

    def to_state(self) -> RunState[Any]:
        """The run as a state to decide approvals in, to keep as JSON, and to go on from."""
        from .run_state import RunState  # a state holds a result

        return RunState(self.snapshot())

    def snapshot(self) -> RunResult:
        """A copy that no longer changes when the run goes on."""
        names = [each.name for each in dataclasses.fields(RunResultBase)]
        copies = {name: copy.copy(getattr(self, name)) for name in names if name not in _SHARED}
        return RunResult(**copies, **{name: getattr(self, name) for name in _SHARED})

    def release_agents(self, *, release_new_items: bool = True) -> None:
        """Does nothing; here for programs that call it. Python frees agents with the result."""

    def error_details(self) -> RunErrorDetails:
        """What an error of the run carries as ``run_data``."""
        names = [each.name for each in dataclasses.fields(RunErrorDetails)]
        return RunErrorDetails(**{name: getattr(self, name) for name in names})

    def __str__(self) -> str:
        final = textwrap.indent(str(self.final_output), "    ")
        lines = [
            f"{type(self).__name__}:",
            *self._headlines(),
            f"Final output ({type(self.final_output).__name__}):\n{final}",
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


@dataclass(kw_only=True, eq=False, repr=False)
class RunResult(RunResultBase):
    """The result of a run that has ended, or that waits for approvals."""
