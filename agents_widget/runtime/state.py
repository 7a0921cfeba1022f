"""A run that is held: decide its approvals, keep it as JSON, go on from it, in another process too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic

from ..errors import UserError
from .context import TContext
from .items import ItemHelpers, ToolApprovalItem, TResponseInputItem

if TYPE_CHECKING:
    from .agent import Agent
    from .result_base import RunResult


class RunState(Generic[TContext]):
    """Where a run stands. Decide its approvals, then ``Runner.run_streamed(agent, state)`` goes on."""

    def __init__(self, result: RunResult) -> None:
        self.result = result
        """What the run had done."""

    @property
    def pending_input(self) -> list[TResponseInputItem]:
        """What the model is told first when the run goes on."""
        return list(self.result._pending_input)

    def add_input(self, input: str | list[TResponseInputItem]) -> None:
        """Tell the model something before its next call."""
        self.result._pending_input += ItemHelpers.input_to_new_input_list(input)

    def clear_pending_input(self) -> None:
        """Forget what ``add_input`` added."""
        self.result._pending_input.clear()

    def get_interruptions(self) -> list[ToolApprovalItem]:
        """The tool calls that wait for approval."""
        return list(self.result.interruptions)

    def approve(
        self,
        approval_item: ToolApprovalItem,
        always_approve: bool = False,
        *,
        arguments: Mapping[str, Any] | str | None = None,
    ) -> None:
        """Let a call run, with other ``arguments`` than the model wrote if you give them.

        ``always_approve`` also lets this agent's later calls of the tool run, with their own arguments.
        """
        text = arguments if isinstance(arguments, str) or arguments is None else json.dumps(arguments)
        self.result.context_wrapper.approve_tool(approval_item, always_approve, arguments=text)

    def reject(
        self,
        approval_item: ToolApprovalItem,
        always_reject: bool = False,
        *,
        rejection_message: str | None = None,
    ) -> None:
        """Refuse a call; the model gets ``rejection_message`` as its output.

        ``always_reject`` also refuses this agent's later calls of the tool.
        """
        self.result.context_wrapper.reject_tool(approval_item, always_reject, rejection_message)

    def to_json(
        self,
        *,
        context_serializer: Callable[[Any], Mapping[str, Any]] | None = None,
        strict_context: bool = False,
    ) -> dict[str, Any]:
        """The state as JSON data, without guardrail results.

        Your context object is kept if it is a mapping, a pydantic model or a dataclass, or by
        ``context_serializer``; otherwise it is left out with a warning, or with ``strict_context`` it is a
        ``UserError``.
        """
        from .state_json import dump_state  # what writes states also makes them

        return dump_state(self, context_serializer, strict_context)

    def to_string(self, **options: Any) -> str:
        """The state as JSON text; the options are those of ``to_json``."""
        return json.dumps(self.to_json(**options), ensure_ascii=False)

    @staticmethod
    async def from_json(
        initial_agent: Agent[Any],
        state_json: Mapping[str, Any],
        *,
        context_override: Any = None,
        context_deserializer: Callable[[Mapping[str, Any]], Any] | None = None,
        strict_context: bool = False,
    ) -> RunState[Any]:
        """The state that ``to_json`` wrote; agents are found by name from the one the run began with.

        Raises ``UserError`` for data that is not such a state, or that names an agent which is not there.
        """
        from .state_json import load_state

        return load_state(initial_agent, state_json, context_override, context_deserializer, strict_context)

    @staticmethod
    async def from_string(initial_agent: Agent[Any], state_string: str, **options: Any) -> RunState[Any]:
        """The state that ``to_string`` wrote; the options are those of ``from_json``."""
        try:
            data = json.loads(state_string)
        except ValueError as error:
            raise UserError(f"This is not the text of a run's state: {error}") from error
        if not isinstance(data, dict):
            raise UserError(
                f"This is not the text of a run's state: it is JSON, but of a {type(data).__name__}."
            )
        return await RunState.from_json(initial_agent, data, **options)
