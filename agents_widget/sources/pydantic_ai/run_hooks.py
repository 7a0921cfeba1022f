"""The hooks of a run of pydantic-ai, by which it is held, and asks for approval."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Mapping
from typing import Any, Protocol

from ...agents.approvals import Decision
from ...agents.run_internal.steering import Steering
from ...transcript.fields import as_text, field, list_field, text_field
from .. import events
from ..events import RunEvent
from .inner_run import OUTER, InnerEvent, Outer


class SteeredRun(Protocol):
    """What the hooks need of their run."""

    steering: Steering

    @property
    def agent_name(self) -> str:
        """The name of its agent."""

    def cancel_run(self) -> None:
        """Cancel it."""

    async def decide(self, requests: Mapping[str, RunEvent]) -> Mapping[str, Decision]:
        """Have somebody decide about calls that wait for approval, by call id."""

    async def put_inner(self, event: InnerEvent) -> None:
        """Take an event of a run inside one of its tools."""


class RunHooks:
    """The hooks of one run. Each model call and each tool is a step, which a pause holds."""

    def __init__(self, run: SteeredRun) -> None:
        self._run = run
        self.model_name = ""
        """The model that is asked, as it names itself."""
        self.writes_json = False
        """Whether the text that the model writes is the run's output as JSON."""
        self._schemas: dict[str, Any] = {}
        """The JSON schemas of the tools' arguments, by the tools' names."""
        self._standing: set[str] = set()
        """The tools whose calls are approved without asking."""

    def capability(self) -> Any:
        """Give the capability that calls the hooks; None where pydantic-ai has none (early 1.x)."""
        try:
            capabilities = importlib.import_module("pydantic_ai.capabilities")  # who has an agent has it
            return capabilities.Hooks(
                before_model_request=self._before_model_request,
                tool_execute=self._run_tool,
                deferred_tool_calls=self._approve,
            )
        except (ImportError, AttributeError, TypeError):
            return None

    async def _before_model_request(self, ctx: Any, request: Any) -> Any:
        parameters = field(request, "model_request_parameters")
        self.model_name = text_field(field(request, "model"), "model_name")
        self.writes_json = text_field(parameters, "output_mode") in ("native", "prompted")
        self._schemas = {
            text_field(tool, "name"): field(tool, "parameters_json_schema")
            for tool in list_field(parameters, "function_tools")
        }
        await self._run.steering.begin_step()
        if self._run.steering.stop_after_turn:  # the turn before is over
            self._run.cancel_run()
            await asyncio.sleep(0)  # where the end arrives
        return request

    async def _run_tool(self, ctx: Any, *, call: Any, tool_def: Any, args: Any, handler: Any) -> Any:
        call_id, steering = text_field(call, "tool_call_id"), self._run.steering
        token = OUTER.set(Outer(self._run.put_inner, call_id))
        failed = True
        try:
            await steering.begin_step(call_id)
            output = await handler(args)
            failed = False
        except Exception as error:
            steering.keep_error(call_id, error)
            raise
        except (SystemExit, KeyboardInterrupt) as error:  # it would end the event loop, and all runs on it
            name = type(error).__name__
            ended = RuntimeError(f"The tool tried to end the program: {name}({error})")
            steering.keep_error(call_id, ended)
            raise ended from error
        finally:
            steering.end_step(call_id, failed=failed)
            OUTER.reset(token)
        return output

    async def _approve(self, ctx: Any, *, requests: Any) -> Any:
        """Have somebody decide about the calls that need approval; others are left to other hooks."""
        calls = list_field(requests, "approvals")
        if not calls:
            return None
        names = {call.tool_call_id: call.tool_name for call in calls}
        asked = {
            call.tool_call_id: approval_of(call, self._schemas.get(call.tool_name))
            for call in calls
            if call.tool_name not in self._standing
        }
        decisions = {call_id: Decision(True) for call_id in names}
        if asked:
            decisions |= await self._run.decide(asked)
        self._standing |= {names[each] for each, decision in decisions.items() if decision.always}
        return deferred_results(decisions)


def approval_of(call: Any, schema: Any = None) -> RunEvent:
    """Say that a call waits for approval."""
    return events.approval_request(call.tool_call_id, call.tool_name, as_text(call.args), schema=schema)


def deferred_results(decisions: Mapping[str, Decision]) -> Any:
    """Say decisions about calls as pydantic-ai takes them (``DeferredToolResults``)."""
    tools = sys.modules["pydantic_ai.tools"]

    def said(decision: Decision) -> Any:
        if not decision.approved:
            return tools.ToolDenied() if decision.message is None else tools.ToolDenied(decision.message)
        edited = None if decision.arguments is None else json.loads(decision.arguments)
        return tools.ToolApproved(override_args=edited)

    approvals = {call_id: said(decision) for call_id, decision in decisions.items()}
    return tools.DeferredToolResults(approvals=approvals)
