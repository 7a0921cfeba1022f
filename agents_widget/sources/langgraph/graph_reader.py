"""Reads the parts of a graph's stream, in whatever modes they come, into events of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ...transcript.fields import field, list_field, text_field
from ..events import RunEvent
from .langchain_messages import kind_of, messages_in
from .model_calls import ModelCalls
from .protocol import MessageProtocol
from .scopes import TOOL_NODE, Places, ToolCall
from .shapes import Part
from .tool_calls import ToolCalls, calls_of_task


class PendingInterrupt(NamedTuple):
    """What a graph waits for: an ``interrupt()`` that nobody has answered."""

    id: str
    value: Any
    schema: Any = None
    """JSON schema of the answer, if the graph gave one."""


class GraphReader:
    """Reads one run of a graph. ``graph_name`` names its agent where nothing else does."""

    def __init__(self, graph_name: str = "") -> None:
        self.places = Places(graph_name)
        self.tools = ToolCalls(self.places)
        self.places.only_open_call = self.tools.only_open_call
        self.models = ModelCalls(self.places, self.tools)
        self.interrupts: dict[str, PendingInterrupt] = {}
        """What the graph waits for, by id."""
        self.interrupted_tasks: dict[str, str] = {}
        """The task that an interrupt is of, by its id."""
        self.last_state: Any = None
        """The outermost graph's latest state, or its latest update where no states come."""
        self._protocol = MessageProtocol(self.models, self.places)
        self._namespaces_with_state: set[tuple[str, ...]] = set()
        self._has_states = False

    def read(self, out: list[RunEvent], part: Part) -> None:
        """Add what a part means: nothing for what is known already, or is no news for a reader."""
        namespace, mode, data = part
        if mode == "messages":
            self._read_message(out, namespace, data)
        elif (handler := _HANDLERS.get(mode)) is not None:
            handler(self, out, namespace, data)

    def finish(self, *, was_cut_off: bool) -> list[RunEvent]:
        """Give what is to be said when the stream has ended, by itself or before its end."""
        out: list[RunEvent] = []
        if not was_cut_off:
            self.models.end_all(out)
        self.tools.settle_all(out)
        return out

    def interrupted_call(self, interrupt_id: str) -> ToolCall | None:
        """Give the tool call whose tool waits for an answer."""
        return self.places.call_of_task(self.interrupted_tasks.get(interrupt_id, ""))

    def add_interrupts(self, interrupts: Iterable[Any]) -> None:
        """Note what the graph waits for."""
        for each in interrupts:
            interrupt_id = text_field(each, "id")
            schema = field(each, "response_schema")
            found = PendingInterrupt(interrupt_id, field(each, "value"), schema)
            if interrupt_id not in self.interrupts:
                self.interrupts[interrupt_id] = found

    # By mode

    def _read_message(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        if not isinstance(data, (tuple, list)) or len(data) != 2:
            return
        message, metadata = data
        if type(message).__name__ == "AIMessageChunk":
            self.models.read_chunk(out, message, metadata, namespace)
            return
        if type(message) is dict and "event" in message:
            self._protocol.read(out, message, metadata, namespace)
            return
        kind = kind_of(message)
        if kind == "tool":
            place = self.places.place_of(metadata, namespace)
            scope = self.places.scope_of(place.namespace)
            self.tools.answers(out, message, scope)
        elif kind == "ai" and text_field(message, "type").endswith("Chunk"):
            self.models.read_chunk(out, message, metadata, namespace)
        elif kind == "ai":
            self.models.read_whole(out, message, self.places.place_of(metadata, namespace))

    def _read_updates(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        if not isinstance(data, Mapping):
            return
        for node, update in data.items():
            if node == "__interrupt__":
                self.add_interrupts(update)
            elif node != "__metadata__":
                self._read_news(out, namespace, node, update)
                if not namespace and not self._has_states and update is not None:
                    self.last_state = update

    def _read_values(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        if isinstance(data, Mapping) and "__interrupt__" in data:
            self.add_interrupts(data["__interrupt__"])
            data = {name: value for name, value in data.items() if name != "__interrupt__"}
            if not data:
                return
        if not namespace:
            self._has_states, self.last_state = True, data
        if namespace in self._namespaces_with_state:
            self._read_news(out, namespace, "agent", data)
        else:
            self._namespaces_with_state.add(namespace)  # what the graph begins with
            self._skip(data)

    def _read_task(self, out: list[RunEvent], namespace: tuple[str, ...], task: Any) -> None:
        task_id, node = text_field(task, "id"), text_field(task, "name")
        if "input" in task:
            self._begin_task(out, namespace, task)
            return
        self.add_interrupts(list_field(task, "interrupts"))
        for each in list_field(task, "interrupts"):
            self.interrupted_tasks[text_field(each, "id")] = task_id
        call = self.places.call_of_task(task_id)
        if (error := field(task, "error")) is not None and call is not None:
            self.tools.raised(call, error)
        self._read_news(out, namespace, node, field(task, "result"))

    def _begin_task(self, out: list[RunEvent], namespace: tuple[str, ...], task: Any) -> None:
        scope, task_input = self.places.scope_of(namespace), task["input"]
        calls = [
            self.tools.begins(out, call["id"], text_field(call, "name"), call["args"], scope)
            for call in calls_of_task(task_input)
        ]
        if not calls:
            self._skip(task_input)
        if not calls and text_field(task, "name") == TOOL_NODE:  # it runs all calls of the last message
            calls = [call for call in self.tools.open_calls(scope) if not call.has_begun]
        self.places.bind_task(text_field(task, "id"), calls)

    def _read_debug(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        if text_field(data, "type") in ("task", "task_result"):
            self._read_task(out, namespace, field(data, "payload"))

    def _read_tool(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        call_id, scope = text_field(data, "tool_call_id"), self.places.scope_of(namespace)
        match text_field(data, "event"):
            case "tool-started":
                self.tools.begins(out, call_id, text_field(data, "tool_name"), field(data, "input"), scope)
            case "tool-output-delta":
                if call := self.tools.find(call_id, scope):
                    self.tools.reports(out, call, field(data, "delta"))
            case "tool-finished":
                self.tools.ends(out, call_id, field(data, "output"), scope)
            case "tool-error":
                self.tools.fails(out, call_id, text_field(data, "message"), scope)

    def _read_custom(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        """Show what a program wrote at the tool call it is of, which is known only if one runs."""
        scope = self.places.scope_of(namespace)
        named = self.tools.find(text_field(data, "tool_call_id"), scope)
        running = [call for call in self.tools.open_calls(scope) if call.is_running]
        if call := named or (running[0] if len(running) == 1 else scope.call):
            self.tools.reports(out, call, data)

    def _read_lifecycle(self, out: list[RunEvent], namespace: tuple[str, ...], data: Any) -> None:
        cause = field(data, "cause")
        path = list_field(data, "namespace") or list(namespace)
        scope = self.places.scope_of(path[:-1])
        call = self.tools.find(text_field(cause, "tool_call_id"), scope)
        if call is not None and path:
            self.places.bind_task(str(path[-1]).rpartition(":")[2], [call])

    # Messages that come whole

    def _read_news(self, out: list[RunEvent], namespace: tuple[str, ...], node: str, update: Any) -> None:
        """Read the messages of an update or a state that are not known.

        Nodes may give all the messages that they were given, too: what stands before a human's is not new.
        """
        messages = list(messages_in(update))
        humans = [n for n, message in enumerate(messages) if kind_of(message) == "human"]
        start = humans[-1] + 1 if humans else 0
        for message in messages[:start]:
            self.models.skip(message)
        for message in messages[start:]:
            if kind_of(message) == "tool":
                self.tools.answers(out, message, self.places.scope_of(namespace))
            elif kind_of(message) == "ai":
                metadata = {"langgraph_node": node, "lc_agent_name": text_field(message, "name")}
                self.models.read_whole(out, message, self.places.place_of(metadata, namespace))

    def _skip(self, state: Any) -> None:
        for message in messages_in(state):
            self.models.skip(message)


_HANDLERS = {
    "updates": GraphReader._read_updates,
    "values": GraphReader._read_values,
    "tasks": GraphReader._read_task,
    "debug": GraphReader._read_debug,
    "tools": GraphReader._read_tool,
    "custom": GraphReader._read_custom,
    "lifecycle": GraphReader._read_lifecycle,
}
"""By stream mode, or by method of the third protocol."""
