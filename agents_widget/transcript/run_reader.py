"""The reader of one run: its agent, the model's responses, and the tool calls that wait for their outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from .fields import (
    agent_name,
    call_arguments,
    call_name,
    field,
    handoff_targets,
    message_text,
    real_id,
    reasoning_text,
    text_field,
)
from .schema import Entry, EntryKind, EntryState, Lane, ModelRequest
from .tool_outputs import display
from .writer import ItemKind, OpenEntry, TranscriptWriter

LOCAL_CALLS = {
    "function_call",
    "custom_tool_call",
    "computer_call",
    "local_shell_call",
    "shell_call",
    "apply_patch_call",
}
"""Calls that are answered by an output item; every other one is run by the model's server."""

_ITEM_TEXTS: dict[ItemKind, Callable[[Any], str]] = {
    "message": message_text,
    "reasoning": reasoning_text,
    "tool_call": call_arguments,
}


def item_kind_of(item: Any) -> ItemKind | None:
    """Say what an output item becomes in the transcript; None for what a reader has no use for."""
    kind = text_field(item, "type")
    if kind == "message":
        return "message"
    if kind == "reasoning":
        return "reasoning"
    return "tool_call" if kind.endswith("_call") else None


def _runs_on_server(call: Any) -> bool:
    """Whether a call is a hosted tool's; one whose type has not come is taken for a local one."""
    kind = text_field(call, "type")
    return kind != "" and kind not in LOCAL_CALLS


class ServerError(NamedTuple):
    """What the model's server said went wrong."""

    message: str
    event_type: str
    """The event that reported it."""


class OpenResponse:
    """A response of a model: its request, and the entries that its items became."""

    def __init__(self, request: ModelRequest, structured: bool) -> None:
        self.request = request
        self.structured = structured
        """Whether JSON was asked for."""
        self.entries: list[OpenEntry] = []

    def find(self, item_kind: ItemKind, index: Any, item_id: str, call_id: str = "") -> OpenEntry | None:
        """Find an entry by what identifies its item: the call id, else the index, else the item's id."""
        same_kind = [found for found in reversed(self.entries) if found.item_kind == item_kind]
        for found in same_kind:
            if call_id and found.entry.call_id == call_id:
                return found
        for found in same_kind:
            if isinstance(index, int) and found.output_index == index:
                # Some servers number every call 0: one that has another call id is another call.
                return None if call_id and found.entry.call_id else found
        for found in same_kind:
            if item_id and found.item_id == item_id and (index is None or found.output_index is None):
                return found
        return None

    def unfinished(self, item_kind: ItemKind) -> list[OpenEntry]:
        """Give the entries of a kind whose whole item has not come."""
        return [found for found in self.entries if found.item_kind == item_kind and not found.is_whole]


class RunReader:
    """Reads one run into the transcript: the outer run, or a nested one of an agent used as a tool."""

    def __init__(self, writer: TranscriptWriter, parent: str | None = None) -> None:
        self.writer = writer
        self.parent = parent
        """The entry id of the tool call that a nested run serves."""
        self.agent = ""
        self.structured = False
        """Whether the agent answers in JSON."""
        self.handoffs: dict[str, str] = {}
        """The agent's handoff tools, each with the name of the agent that it hands over to."""
        self.turn = 0
        self.idle_since: int | None = writer.now
        """When the next model request could begin, in milliseconds: its start. None while one is answered."""
        self.response: OpenResponse | None = None
        """The last one, ended or not."""
        self.calls: dict[str, OpenEntry] = {}
        """Tool calls by their call ids."""
        self.nested_runs: dict[str, RunReader] = {}
        """Runs of agents used as tools, by the entry ids of the calls that they serve."""
        self.branches: dict[str, RunReader] = {}
        """Model calls beside others of this run, and what comes of them, by the source's ids."""
        self.unmatched: list[OpenEntry] = []
        """Entries whose run item came before any raw event of them."""
        self.server_error: ServerError | None = None
        self.gives_run_items = False
        """Whether a runner's events came: it says of each call that it goes to its tool."""
        self.refused_response = False
        """Whether the runner could not take the last response: it then runs none of the calls in it."""
        self._agents_with_lane: set[str] = set()

    # Agents

    def set_agent(self, agent: Any) -> None:
        """Hand the turn to an agent, given as such or by its name."""
        name = agent_name(agent)
        self.structured = field(agent, "output_type", str) is not str
        self.handoffs = handoff_targets(agent)
        if not name or name == self.agent:
            return
        self.agent = name
        if name not in self._agents_with_lane:
            self._agents_with_lane.add(name)
            self.writer.add_lane(name, self.parent)
        if self.parent is None:
            self.writer.set_fact("agent", name)

    def take_over(self, entries: Iterable[Entry], lanes: Iterable[Lane]) -> None:
        """Show what another run has shown: this one goes on from there, and counts on."""
        for lane in lanes:
            self.writer.take_over("lanes", lane)
            if lane.parent == self.parent:
                self._agents_with_lane.add(lane.name)
        for entry in entries:
            self.writer.take_over("entries", entry)
            if entry.parent == self.parent:
                self.turn = max(self.turn, entry.turn)

    def take_over_call(self, call: Entry) -> None:
        """Show a tool call of another run that this one makes anew."""
        entry = replace(call, state="running", started=self.writer.now, ended=None)
        self.writer.take_over("entries", entry)
        open_entry = OpenEntry(entry, "tool_call", ("entries", entry.id, "arguments"), is_whole=True)
        open_entry.chunks.append(entry.arguments)
        self.writer.open_entries[entry.id] = self.calls[entry.call_id] = open_entry
        self.turn = max(self.turn, entry.turn)

    def mark_idle(self) -> None:
        """Note that the next model request can begin: its time counts from here."""
        self.idle_since = self.writer.now

    # Responses

    def begin_response(self, response: Any = None) -> OpenResponse:
        """Begin a model request, which has begun to be answered."""
        started = self.writer.now if self.idle_since is None else self.idle_since
        self.idle_since = None
        self.turn += 1
        model = text_field(response, "model")
        request = self.writer.begin_request(
            agent=self.agent, turn=self.turn, model=model, parent=self.parent, started=started
        )
        self.note_model(model)
        text_format = text_field(field(field(response, "text"), "format"), "type")
        self.response = OpenResponse(request, structured=text_format in ("json_schema", "json_object"))
        return self.response

    @property
    def current_response(self) -> OpenResponse | None:
        """The response that is under way."""
        response = self.response
        return None if response is None or response.request.ended is not None else response

    def ensure_response(self) -> OpenResponse:
        """Give the response that is under way; servers may leave out the event that begins it."""
        return self.current_response or self.begin_response()

    def end_response(self, *, answered: bool = False) -> None:
        """End the model request that is under way, if any; ``answered`` if the whole response came."""
        if response := self.current_response:
            self.writer.end_request(response.request, answered=answered)

    def note_model(self, model: str) -> None:
        """Note the model that answers, as it names itself."""
        if model and self.parent is None:
            self.writer.set_fact("model", model)

    # Entries

    def begin_entry(
        self, item_kind: ItemKind, item: Any, index: Any = None, response: OpenResponse | None = None
    ) -> OpenEntry:
        """Begin an entry for an output item, in a response or for a run item that came alone."""
        kind: EntryKind = item_kind
        fields: dict[str, Any] = {"agent": self.agent, "parent": self.parent}
        if response is not None:
            fields["turn"] = response.request.turn
            self._close_messages(response)
        if item_kind == "message" and (self.structured or (response is not None and response.structured)):
            fields["format"] = "json"
        if item_kind == "tool_call":
            tool = call_name(item)
            fields |= {"tool": tool, "call_id": real_id(field(item, "call_id"))}
            if tool in self.handoffs:
                kind = "handoff"
                fields |= {"source": self.agent, "target": self.handoffs[tool]}
        open_entry = self.writer.begin_entry(item_kind, kind, **fields)
        open_entry.output_index = index if isinstance(index, int) else None
        open_entry.item_id = real_id(field(item, "id"))
        open_entry.runs_on_server = item_kind == "tool_call" and _runs_on_server(item)
        if response is not None:
            response.entries.append(open_entry)
        if open_entry.entry.call_id:
            self.calls[open_entry.entry.call_id] = open_entry
        return open_entry

    def begin_call(self, call_id: str, name: str) -> OpenEntry:
        """Begin an entry for a call of which nothing came before it ran."""
        return self.begin_entry("tool_call", {"type": "function_call", "call_id": call_id, "name": name})

    def complete_entry(self, open_entry: OpenEntry, item: Any) -> None:
        """Bring an entry up to its whole item: the rest of its text, its tool's name, its call id."""
        text = _ITEM_TEXTS[open_entry.item_kind](item)
        open_entry.is_whole = True
        self.writer.completed = open_entry.entry.id
        self.writer.replace_text(open_entry, text)
        if open_entry.item_kind == "tool_call":
            self._complete_call(open_entry, item)
        elif open_entry.item_kind == "message" and not text.lstrip().startswith(("{", "[")):
            # A refusal, or a model that did not do as asked.
            self.writer.update(open_entry.entry, format="markdown")

    def finish_writing(self, open_entry: OpenEntry) -> None:
        """Note that the model has written all of an entry: a message ends, a call goes to its tool."""
        if open_entry.item_kind == "tool_call" and not open_entry.runs_on_server:
            self.start_tool(open_entry)
        else:
            self.writer.close_entry(open_entry)
            self._describe_structured(open_entry)

    def _describe_structured(self, open_entry: OpenEntry) -> None:
        """Keep how a structured answer is shown beyond its JSON: flat records are a table, as of a tool."""
        entry = open_entry.entry
        is_whole = entry.kind == "message" and entry.format == "json" and entry.state == "done"
        if is_whole and entry.display is None:
            answer = {"output": "".join(open_entry.chunks)}
            self.writer.update(entry, display=display(answer, self.writer.describe))

    def start_tool(self, open_entry: OpenEntry) -> None:
        """Note that a tool has its arguments and runs, unless a pause holds it; its time counts from here."""
        entry = open_entry.entry
        if entry.state == "streaming":
            state: EntryState = "waiting" if entry.call_id in self.writer.held_calls else "running"
            self.writer.update(entry, state=state, started=self.writer.now)

    def become_handoff(self, open_entry: OpenEntry, source: str, target: str = "") -> None:
        """Make a call's entry a handoff, in the same place."""
        entry = open_entry.entry
        if entry.kind == "handoff":
            self.writer.update(entry, source=source, target=target or entry.target)
            return
        entry.kind, entry.source, entry.target = "handoff", source, target
        entry.arguments = "".join(open_entry.chunks)
        self.writer.put("entries", entry)

    def become_answer(self, open_entry: OpenEntry) -> None:
        """Make a call's entry a message in JSON, in the same place; the call's id is the message's."""
        entry, call_id = open_entry.entry, open_entry.entry.call_id
        self.calls.pop(call_id, None)
        open_entry.item_kind, open_entry.item_id = "message", call_id
        open_entry.delta_path = ("entries", entry.id, "text")
        entry.kind, entry.format, entry.tool, entry.call_id = "message", "json", "", ""
        entry.text, entry.arguments = "".join(open_entry.chunks), ""
        self.writer.messages_since_user.append(entry)
        self.writer.put("entries", entry)

    def open_entries(self) -> list[OpenEntry]:
        """Give what is under way in this run, in order."""
        return [found for found in self.writer.open_entries.values() if found.entry.parent == self.parent]

    def nested_run(self, open_entry: OpenEntry) -> RunReader:
        """Give the reader of the run inside a tool call."""
        entry_id = open_entry.entry.id
        if entry_id not in self.nested_runs:
            self.nested_runs[entry_id] = RunReader(self.writer, parent=entry_id)
        return self.nested_runs[entry_id]

    def branch(self, name: str) -> RunReader:
        """Give the reader of a branch of this run, whose lanes and tool calls are this run's."""
        if name not in self.branches:
            branch = RunReader(self.writer, self.parent)
            branch.calls, branch.nested_runs = self.calls, self.nested_runs
            branch.turn, branch.idle_since = self.turn, self.idle_since
            branch._agents_with_lane = self._agents_with_lane
            self.branches[name] = branch
        return self.branches[name]

    def close_nested_run(self, open_entry: OpenEntry, state: EntryState = "done") -> None:
        """End what is under way inside a tool call."""
        if nested := self.nested_runs.get(open_entry.entry.id):
            nested.close(state)

    def close(self, state: EntryState = "done") -> None:
        """End all that is under way in this run, the deepest first."""
        for open_entry in self.open_entries():
            its_end = "cancelled" if state == "failed" and self.was_cut_off(open_entry) else state
            self.close_nested_run(open_entry, its_end)
            may_not_have_run = state != "done" or self.writer.begun_calls is not None
            if may_not_have_run and self.never_ran(open_entry):
                self.writer.end_unrun(open_entry)
            else:
                self.writer.close_entry(open_entry, its_end)
        self.end_response()
        for branch in self.branches.values():
            branch.end_response()

    def never_ran(self, open_entry: OpenEntry) -> bool:
        """Whether a call's tool has not begun when the run ends now.

        Where the run does not tell, it is guessed: a call that has a run item, of a whole response, has.
        """
        entry = open_entry.entry
        if entry.kind != "tool_call" or open_entry.runs_on_server or open_entry.was_begun:
            return False
        if self.writer.begun_calls is not None:
            return entry.call_id not in self.writer.begun_calls
        if (
            entry.state in ("streaming", "waiting", "awaiting_approval")
            or entry.id in self.writer.approved_calls
        ):
            return True
        of_last_response = self.response is not None and open_entry in self.response.entries
        if of_last_response and (self.refused_response or self.current_response is not None):
            return True
        return self.gives_run_items and not open_entry.has_run_item

    def was_cut_off(self, open_entry: OpenEntry) -> bool:
        """Whether a call that had begun did not fail itself when its run does. Unknown counts as no."""
        failed, entry = self.writer.failed_calls, open_entry.entry
        is_tool = entry.kind == "tool_call" and not open_entry.runs_on_server
        return is_tool and failed is not None and entry.call_id not in failed

    def _close_messages(self, response: OpenResponse) -> None:
        """End the messages of a response: a new item begins, so they are written."""
        for open_entry in response.entries:
            if open_entry.item_kind != "tool_call":
                self.writer.close_entry(open_entry)

    def _complete_call(self, open_entry: OpenEntry, item: Any) -> None:
        entry, call_id = open_entry.entry, real_id(field(item, "call_id"))
        open_entry.runs_on_server = _runs_on_server(item)
        tool = call_name(item) or entry.tool
        if call_id and self.calls.get(entry.call_id) is open_entry:
            del self.calls[entry.call_id]  # a decision about that id would not find it
        self.writer.update(entry, tool=tool, call_id=call_id or entry.call_id)
        if tool in self.handoffs and entry.kind != "handoff":  # its name came late
            self.become_handoff(open_entry, self.agent, self.handoffs[tool])
        if call_id:
            self.calls[call_id] = open_entry
