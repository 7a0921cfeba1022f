"""Where something happens in a graph's run: at its own level, or inside a tool call; and whose lane it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...transcript.fields import field, text_field
from .. import events
from ..events import RunEvent
from .langchain_messages import Tokens

_UNNAMED_NODES = frozenset({"model", "agent"})
"""What LangChain's and LangGraph's ready-made agents call the node that asks the model."""
TOOL_NODE = "tools"
"""What they call the node that runs tools."""
_UNNAMED_GRAPHS = frozenset({"", "LangGraph"})


class Scope:
    """The run of a graph, or of what works inside one of its tool calls."""

    def __init__(self, call: ToolCall | None = None) -> None:
        self.call = call
        """The tool call that it is inside of."""
        self.agent = ""
        """Whose turn it is."""
        self.open: dict[str, ModelCall] = {}
        """The model calls under way, by message id."""

    def wrap(self, event: RunEvent, branch: str = "") -> RunEvent:
        """Give an event as the outermost run sees it. ``branch`` is that of a parallel model call."""
        if branch:
            event = events.in_branch(branch, event)
        if self.call is None:
            return event
        inside = events.inside_tool(self.call.id, self.agent, event)
        return self.call.scope.wrap(inside, self.call.branch)


class ModelCall:
    """A model's answer under way."""

    __slots__ = ("branch", "calls", "has_text", "id", "last_call", "model", "place", "scope", "tokens")

    def __init__(self, id: str, scope: Scope, place: Place, branch: str, model: str) -> None:  # noqa: A002
        self.id = id
        self.scope = scope
        self.place = place
        self.branch = branch
        self.model = model
        self.tokens = Tokens()
        self.calls: dict[Any, ToolCall] = {}
        """The tool calls that it writes, by their index."""
        self.last_call: ToolCall | None = None
        self.has_text = False
        """Whether text or reasoning came in pieces: the whole message then has no news."""


class ToolCall:
    """A tool call, from its first piece to its result."""

    __slots__ = (
        "agent",
        "answer",
        "arguments",
        "branch",
        "has_begun",
        "has_pieces",
        "id",
        "is_answered",
        "is_running",
        "name",
        "scope",
    )

    def __init__(self, id: str, name: str, scope: Scope, branch: str, agent: str) -> None:  # noqa: A002
        self.id = id
        self.name = name
        self.scope = scope
        self.branch = branch
        self.agent = agent
        self.arguments: Any = None
        """What the model gave the tool, once that is whole."""
        self.has_pieces = False
        """Whether the arguments came in pieces."""
        self.has_begun = False
        self.is_running = False
        self.is_answered = False
        self.answer: Any = None
        """The message of a call that may be a handoff, kept until the next model call tells."""

    @property
    def may_be_handoff(self) -> bool:
        """Whether its tool has the name that langgraph-swarm and -supervisor give to a handoff's."""
        return self.name.startswith("transfer_to_")

    def wrap(self, event: RunEvent) -> RunEvent:
        """Give an event of it as the outermost run sees it."""
        return self.scope.wrap(event, self.branch)


class Place:
    """Where a message comes from."""

    __slots__ = ("agent", "namespace", "scope", "step")

    def __init__(self, scope: Scope, agent: str, namespace: tuple[str, ...], step: int) -> None:
        self.scope = scope
        self.agent = agent
        self.namespace = namespace
        self.step = step


class Places:
    """Finds the place of a message by its metadata, and the scope of a path through graphs."""

    def __init__(self, graph_name: str = "") -> None:
        self.outermost = Scope()
        self._graph_name = "" if graph_name in _UNNAMED_GRAPHS else graph_name
        self._calls_of_tasks: dict[str, list[ToolCall]] = {}
        self._scopes: dict[ToolCall, Scope] = {}
        """The scopes inside tool calls."""
        self.only_open_call: Callable[[Scope], ToolCall | None] = lambda scope: None
        """Gives the one tool call without an answer in a scope: whose task it is, where no task is told."""

    def bind_task(self, task_id: str, calls: list[ToolCall]) -> None:
        """Note which tool calls a task runs."""
        self._calls_of_tasks[task_id] = calls

    def call_of_task(self, task_id: str) -> ToolCall | None:
        """Give the tool call that a task runs, if it is one; of several the only one that is under way."""
        calls = self._calls_of_tasks.get(task_id, ())
        running = [call for call in calls if not call.is_answered] if len(calls) > 1 else list(calls)
        return running[0] if len(running) == 1 else None

    def scope_of(self, path: Sequence[str]) -> Scope:
        """Give the scope of a path of ``node:task id``, through the tool calls among them."""
        scope = self.outermost
        for segment in path:
            node, _, task_id = segment.partition(":")
            if node == TOOL_NODE and task_id not in self._calls_of_tasks:
                guessed = self.only_open_call(scope)
                self.bind_task(task_id, [guessed] if guessed else [])
            if call := self.call_of_task(task_id):
                scope = self._scopes.setdefault(call, Scope(call))
        return scope

    def inside(self, call: ToolCall) -> Scope:
        """Give the scope inside a tool call."""
        return self._scopes.setdefault(call, Scope(call))

    def place_of(self, metadata: Mapping[str, Any], namespace: tuple[str, ...]) -> Place:
        """Give the place of a message. ``namespace`` is used where the metadata have no path."""
        node = text_field(metadata, "langgraph_node")
        told = text_field(metadata, "langgraph_checkpoint_ns")
        path = tuple(told.split("|")) if told else (*namespace, f"{node}:")
        scope = self.scope_of(path)
        step = field(metadata, "langgraph_step")
        agent = self._agent(scope, path, text_field(metadata, "lc_agent_name"))
        return Place(scope, agent, path[:-1], step if isinstance(step, int) else 0)

    def _agent(self, scope: Scope, path: tuple[str, ...], named: str) -> str:
        """Name the agent: as it was created, else by the part of the graph that it is."""
        call = scope.call
        nodes = [segment.partition(":")[0] for segment in path]
        if call is not None:
            position = self._position(path, call)
            if position == len(path) - 1:
                return call.name  # the tool itself asks a model
            nodes = nodes[position + 1 :]
            if named == call.agent:
                named = ""  # it is inherited
        if named:
            return named
        if nodes[0] in _UNNAMED_NODES:
            return (self._graph_name or "agent") if call is None else call.name
        return nodes[0]

    def _position(self, path: tuple[str, ...], call: ToolCall) -> int:
        """Give where in a path a tool call's task is."""
        for position in reversed(range(len(path))):
            if self.call_of_task(path[position].rpartition(":")[2]) is call:
                return position
        return -1
