"""What a graph's stream says of tool calls, and of the handoffs among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ...transcript.fields import field, text_field
from .. import events
from ..events import RunEvent
from .langchain_messages import (
    KnownMessages,
    as_json,
    is_handoff_back,
    messages_in,
    output_of,
    output_parts_of,
    text_of,
)
from .scopes import Places, Scope, ToolCall


class ToolCalls:
    """The tool calls of a run, by their ids: some servers number the calls of each answer anew.

    Its methods add to a list of events what is news.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._calls: dict[tuple[Scope, str], ToolCall] = {}
        """The calls, of an id the latest."""
        self._latest: dict[str, ToolCall] = {}
        """The latest call of an id in any scope."""
        self._known = KnownMessages()
        """The messages that were read: a state repeats them, perhaps after another call of the same id."""
        self._earlier: set[str] = set()
        """The ids of calls of earlier runs, and of those that nobody wrote."""
        self._unwritten: set[str] = set()
        """The ids of calls that no model wrote: a node's own, which no message answers."""
        self._undecided: list[ToolCall] = []
        """Calls that may be handoffs."""
        self._errors: dict[str, Exception] = {}
        self.tells_begins = False
        """Whether it is known which tools have begun: the stream's modes tell, or have told."""

    @property
    def begun(self) -> Collection[str] | None:
        """The ids of the calls whose tools have begun; None if the stream does not tell."""
        return {call.id for call in self._calls.values() if call.has_begun} if self.tells_begins else None

    @property
    def errors(self) -> Mapping[str, Exception] | None:
        """What tools raised, by call id; None if the stream does not tell."""
        return self._errors if self.tells_begins else None

    def find(self, call_id: str, scope: Scope) -> ToolCall | None:
        """Give a call of a scope; of any other if that has none, since not every event tells its own."""
        return self._calls.get((scope, call_id)) or self._latest.get(call_id)

    def _keep(self, call_id: str, call: ToolCall) -> None:
        self._calls[call.scope, call_id] = self._latest[call_id] = call

    def open_calls(self, scope: Scope | None = None) -> list[ToolCall]:
        """Give the calls without an answer, perhaps of one scope only."""
        calls = dict.fromkeys(self._calls.values())
        return [call for call in calls if not call.is_answered and scope in (None, call.scope)]

    def only_open_call(self, scope: Scope) -> ToolCall | None:
        """Give the one call of a scope that has no answer; None if there are several."""
        calls = self.open_calls(scope)
        return calls[0] if len(calls) == 1 else None

    def add(self, call: ToolCall) -> None:
        """Take a call that a model writes."""
        self._keep(call.id, call)
        self._earlier.discard(call.id)

    def forget(self, call_id: str) -> None:
        """Leave out a call of an earlier run."""
        if call_id not in self._latest:
            self._earlier.add(call_id)

    def skip(self, message: Any) -> None:
        """Leave out the result of a call of an earlier run."""
        if message_id := text_field(message, "id"):
            self._known.add(message_id)

    def written(self, out: list[RunEvent], call: ToolCall) -> None:
        """A model has written a call: it goes to its tool."""
        is_streamed = call.has_pieces or call.arguments is None
        arguments = "" if is_streamed else as_json(call.arguments)
        out.append(call.wrap(events.tool_called(call.id, call.name, arguments)))
        if call.may_be_handoff:
            self._undecided.append(call)

    def begins(self, out: list[RunEvent], call_id: str, name: str, arguments: Any, scope: Scope) -> ToolCall:
        """A tool begins, of which perhaps nothing was said before."""
        self.tells_begins = True
        call = self.find(call_id, scope) or self._unbegun(name, arguments, scope)
        if call is None:
            call = ToolCall(call_id, name, scope, "", scope.agent)
            call.arguments = arguments
            self._unwritten.add(call_id)
            self.written(out, call)
        self._keep(call_id, call)  # it may have an id of the run of its tool, too
        call.has_begun = call.is_running = True
        return call

    def _unbegun(self, name: str, arguments: Any, scope: Scope) -> ToolCall | None:
        """Find the call that a node runs itself, by what its tool was given: it has no id then."""
        for call in self.open_calls(scope):
            if not call.has_begun and call.name == name and call.arguments in (None, arguments):
                return call
        return None

    def answers(self, out: list[RunEvent], message: Any, scope: Scope) -> None:
        """A tool message: the result of a call."""
        call_id = text_field(message, "tool_call_id")
        if call_id in self._earlier or is_handoff_back(message) or self._known.has(message):
            return
        self.skip(message)
        call = self.find(call_id, scope)
        if call is None:
            call = ToolCall(call_id, text_field(message, "name"), scope, "", scope.agent)
            self._keep(call_id, call)
        if call.is_answered:
            return
        if call.may_be_handoff and call in self._undecided and text_field(message, "status") != "error":
            call.answer = message
        else:
            self._answer(out, call, message)

    def ends(self, out: list[RunEvent], call_id: str, output: Any, scope: Scope) -> None:
        """A tool ends, with a message, a command or any Python object."""
        call = self.find(call_id, scope)
        if call is None:
            return
        call.is_running = False
        if hasattr(output, "goto") and hasattr(output, "update"):
            target = _target_of(output)
            if target and call.may_be_handoff:
                self._hand_off(out, call, target)
                return
            output = next(_tool_messages(output, call_id), None)
        if text_field(output, "tool_call_id"):
            self.answers(out, output, scope)
        elif output is not None and not call.is_answered and call.id in self._unwritten:
            call.is_answered = True
            out.append(call.wrap(events.tool_output(call.id, output)))

    def fails(self, out: list[RunEvent], call_id: str, message: str, scope: Scope) -> None:
        """A tool raised. What its graph tells the model, perhaps much later, replaces the message."""
        call = self.find(call_id, scope)
        if call is None or call.is_answered:
            return
        call.is_running = False
        call.is_answered = call.id in self._unwritten
        out.append(call.wrap(events.tool_output(call.id, message, outcome="failed")))

    def raised(self, call: ToolCall, error: Any) -> None:
        """A tool raised what ends the run."""
        self._errors[call.id] = error if isinstance(error, Exception) else RuntimeError(str(error))

    def reports(self, out: list[RunEvent], call: ToolCall, data: Any) -> None:
        """A tool that runs has written to the stream: how far it has come, or a line for its log."""
        given = data if isinstance(data, Mapping) else {}
        share = given.get("progress", data)
        is_share = isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share <= 1
        line = text_field(given, "message") or text_field(given, "status")
        if not is_share and not line:
            line = data if isinstance(data, str) else as_json(data)
        progress = events.tool_progress(call.id, float(share) if is_share else None, line)
        out.append(call.wrap(progress))

    def settle(self, out: list[RunEvent], scope: Scope, agent: str) -> None:
        """Another model call begins: who asks it tells which calls were handoffs."""
        here = [call for call in self._undecided if call.scope is scope]
        for call in here:
            if agent and agent != call.agent:
                self._hand_off(out, call, agent if len(here) == 1 or _names(call, agent) else "")
            elif call.answer is not None:
                self._answer(out, call, call.answer)

    def settle_all(self, out: list[RunEvent]) -> None:
        """The run has ended: what may have been a handoff was none."""
        for call in list(self._undecided):
            if call.answer is not None:
                self._answer(out, call, call.answer)

    def _hand_off(self, out: list[RunEvent], call: ToolCall, target: str) -> None:
        self._decide(call)
        name = target or call.name.removeprefix("transfer_to_")
        out.append(call.wrap(events.handoff(call.agent, name, call.id)))

    def _answer(self, out: list[RunEvent], call: ToolCall, message: Any) -> None:
        self._decide(call)
        output = output_of(message)
        outcome: events.ToolOutcome = "failed" if text_field(message, "status") == "error" else "done"
        event = events.tool_output(call.id, output, outcome=outcome, name=call.name)
        if parts := output_parts_of(message):
            event["item"]["raw_item"]["output"] = parts
            event["item"]["output"] = None
        elif field(message, "artifact") is not None:
            event["item"]["raw_item"]["output"] = text_of(field(message, "content"))
        out.append(call.wrap(event))

    def _decide(self, call: ToolCall) -> None:
        call.is_answered, call.is_running = True, False
        call.answer = None
        if call in self._undecided:
            self._undecided.remove(call)


def calls_of_task(task_input: Any) -> list[Mapping[str, Any]]:
    """Give the tool calls that a task runs: of a node of LangGraph's or LangChain's that calls tools."""
    if isinstance(task_input, Mapping) and task_input.get("__type") == "tool_call_with_context":
        return [task_input["tool_call"]]
    if not isinstance(task_input, list):
        return []
    return [each for each in task_input if isinstance(each, Mapping) and "id" in each and "args" in each]


def _target_of(command: Any) -> str:
    """Name the agent that a command goes to in the graph above; "" when it stays in its own."""
    if field(command, "graph") != "__parent__":
        return ""
    goto = field(command, "goto")
    targets = goto if isinstance(goto, (list, tuple)) else [goto]
    for target in targets:
        name = target if isinstance(target, str) else text_field(target, "node")
        if name:
            return name
    return ""


def _tool_messages(command: Any, call_id: str) -> Any:
    return (message for message in messages_in(command) if text_field(message, "tool_call_id") == call_id)


def _names(call: ToolCall, agent: str) -> bool:
    """Whether a handoff's tool is named after an agent."""
    return call.name == "transfer_to_" + "_".join(agent.lower().split())
