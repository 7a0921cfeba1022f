"""Run states: decide a run's approvals, keep it as JSON, and go on from it, in another process too."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, Generic

from pydantic import TypeAdapter
from typing_extensions import TypeVar

from ..utf8 import is_sendable
from .agent import Agent
from .approvals import ApprovalDecisions
from .continuation import Continuation, ServerConversation
from .edited_arguments import parse_arguments
from .exceptions import UserError
from .items import ItemHelpers, ToolApprovalItem, TResponseInputItem
from .result import RunResult, RunResultStreaming, TurnUsage
from .result_base import RunResultBase
from .run_context import RunContextWrapper, TContext
from .run_state_json import (
    ContextWriter,
    agent_named,
    reachable_agents,
    read_item,
    read_response,
    usage_type,
    write_context,
    write_item,
    write_model_items,
    write_response,
)

TAgent = TypeVar("TAgent", default=Any)
ContextReader = Callable[[Mapping[str, Any]], Any]

_FORMAT, _VERSION = "agents_widget.run_state", 1
_turns: TypeAdapter[list[TurnUsage]] = TypeAdapter(list[TurnUsage])


class RunState(Generic[TContext, TAgent]):
    """The state of a run. Decide its approvals, then ``Runner.run_streamed(agent, state)`` goes on.

    The state goes on with that run: should it fail, another run from the same state goes on from what was
    done, with the decisions.
    """

    def __init__(self, result: RunResultBase) -> None:
        self.result = result
        """The results so far, which are those of the run that went on from the state last."""

    @property
    def pending_input(self) -> list[TResponseInputItem]:
        """The messages that come before the next model call."""
        return list(self.result.continuation.pending_input)

    def add_input(self, input: str | list[TResponseInputItem]) -> None:
        """Add messages before the next model call."""
        self.result.continuation.pending_input += ItemHelpers.input_to_new_input_list(input)

    def clear_pending_input(self) -> None:
        """Remove what ``add_input`` added."""
        self.result.continuation.pending_input.clear()

    def copy(self) -> RunState[TContext, TAgent]:
        """A state that does not change with this one."""
        return RunState(RunResult(**self.result.copied_fields()))

    def go_on(self) -> RunResultStreaming:
        """The result of a run that begins where the state is; from now on the state goes on with it.

        Raises ``UserError`` while another run goes on from the state: both would run its tools.
        """
        if isinstance(self.result, RunResultStreaming) and not self.result.log.closed:
            raise UserError(
                "A run still goes on from this state. Wait for its end, or take another state of the result "
                "that this one came from: result.to_state()."
            )
        result = RunResultStreaming(**self.result.copied_fields())
        result.take_back_open_turn()
        self.result = result
        return result

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
        Raises ``UserError`` for arguments that the tool's schema refuses; those of the model may stay.
        """
        edited = _read_arguments(approval_item, arguments)
        self.result.context_wrapper.approve_tool(approval_item, always_approve, arguments=edited)

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
        self, *, context_serializer: ContextWriter | None = None, strict_context: bool = False
    ) -> dict[str, Any]:
        """The state as JSON data, without guardrail results.

        Your context object is kept if it is a mapping, a pydantic model or a dataclass, or by
        ``context_serializer``; otherwise it is left out with a warning, or with ``strict_context`` it is a
        ``UserError``.
        """
        result = self.result
        context = result.context_wrapper
        continuation = result.continuation
        moved = set(map(id, continuation.moved_items))
        return {
            "format": _FORMAT,
            "version": _VERSION,
            "input": result.input,
            "current_agent": result.current_agent.name,
            "current_turn": result.current_turn,
            "max_turns": result.max_turns,
            "context": write_context(context.context, context_serializer, strict_context),
            "usage": usage_type.dump_python(context.usage, mode="json"),
            "approvals": context.approvals.to_json(),
            "new_items": [write_item(item) for item in result.new_items],
            "model_items": write_model_items(result),
            "moved_items": [place for place, item in enumerate(result.new_items) if id(item) in moved],
            "interruptions": [write_item(item) for item in result.interruptions],
            "raw_responses": [write_response(response) for response in result.raw_responses],
            "turn_usage": _turns.dump_python(result.turn_usage, mode="json"),
            "conversation": dataclasses.asdict(continuation.conversation),
            "pending_input": continuation.pending_input,
            "tool_users": sorted(continuation.tool_users),
            "thought_ids": continuation.keep_reasoning_ids,
            "saved_items": continuation.saved_items,
            "failed_items": continuation.failed_items,
            "input_checked": continuation.input_checked,
            "nested": {
                call_id: state.to_json(context_serializer=context_serializer, strict_context=strict_context)
                for call_id, state in continuation.nested.items()
            },
        }

    def to_string(self, **options: Any) -> str:
        """The state as JSON text that can be written as UTF-8; the options are those of ``to_json``."""
        data = self.to_json(**options)
        text = json.dumps(data, ensure_ascii=False)
        # Half a character is escaped and not replaced: an agent is found again by its name.
        return text if is_sendable(text) else json.dumps(data)

    @staticmethod
    async def from_json(
        initial_agent: Agent[Any],
        state_json: Mapping[str, Any],
        *,
        context_override: Any = None,
        context_deserializer: ContextReader | None = None,
        strict_context: bool = False,
    ) -> RunState[Any]:
        """The state that ``to_json`` wrote; agents are found by name from the one the run began with.

        Raises ``UserError`` for data that is not such a state, or that names an agent which is not there.
        """
        data = state_json
        is_object = isinstance(data, Mapping)  # what comes from a file may be anything
        if not is_object or (data.get("format"), data.get("version")) != (_FORMAT, _VERSION):
            raise UserError(
                f"This is not the data of a run's state: RunState.to_json() writes version {_VERSION}."
            )
        context = data.get("context")
        if context is not None and context_deserializer is not None:
            context = context_deserializer(context)
        elif context is not None and context_override is None and strict_context:
            raise UserError("The state has a context: pass context_deserializer or context_override for it.")
        try:
            return _read(
                data,
                RunContextWrapper(
                    context if context_override is None else context_override,
                    usage_type.validate_python(data["usage"]),
                    approvals=ApprovalDecisions.from_json(data["approvals"]),
                ),
                reachable_agents(initial_agent),
            )
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise UserError(
                f"This is not the data of a run's state, or it was damaged: {type(error).__name__}: {error}"
            ) from error

    @staticmethod
    async def from_string(initial_agent: Agent[Any], state_string: str, **options: Any) -> RunState[Any]:
        """The state that ``to_string`` wrote; the options are those of ``from_json``."""
        try:
            data = json.loads(state_string)
        except (ValueError, RecursionError) as error:
            raise UserError(f"This is not the text of a run's state: {error}") from error
        if not isinstance(data, dict):
            raise UserError("This is not the text of a run's state: it is JSON, but not of an object.")
        return await RunState.from_json(initial_agent, data, **options)


def _read_arguments(item: ToolApprovalItem, arguments: Mapping[str, Any] | str | None) -> str | None:
    """The JSON text of edited arguments. Raises ``UserError`` if they are none, or the tool refuses them."""
    try:
        edited = parse_arguments(arguments)
        if edited is None:
            return None
        for tool in item.agent.tools:
            if getattr(tool, "name", None) == item.name:
                edited.check(getattr(tool, "params_json_schema", {}), item.arguments or "")
    except ValueError as error:
        raise UserError(str(error)) from error
    return edited.text


def _read(
    data: Mapping[str, Any], wrapper: RunContextWrapper[Any], agents: Mapping[str, Agent[Any]]
) -> RunState[Any]:
    def items(name: str) -> list[Any]:
        return [read_item(row, agents) for row in data[name]]

    new_items = items("new_items")
    return RunState(
        RunResult(
            input=data["input"],
            current_agent=agent_named(agents, data["current_agent"]),
            context_wrapper=wrapper,
            max_turns=data["max_turns"],
            new_items=new_items,
            raw_responses=[read_response(row) for row in data["raw_responses"]],
            interruptions=items("interruptions"),
            current_turn=data["current_turn"],
            turn_usage=_turns.validate_python(data["turn_usage"]),
            continuation=Continuation(
                model_items=list(new_items) if data["model_items"] is None else items("model_items"),
                moved_items=[new_items[index] for index in data.get("moved_items", ())],
                conversation=ServerConversation(**data["conversation"]),
                keep_reasoning_ids=data.get("thought_ids", True),
                pending_input=list(data["pending_input"]),
                tool_users=set(data["tool_users"]),
                saved_items=data["saved_items"],
                failed_items=data.get("failed_items", 0),
                input_checked=data.get("input_checked", True),
                # An agent used as a tool shares the usage and the approvals of the run around it.
                nested={key: _read(nested, wrapper, agents) for key, nested in data["nested"].items()},
            ),
        )
    )
