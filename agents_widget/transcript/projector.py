"""The projector: events of a run, read by their shape, become patches of its transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import failure, run_events as reading
from .fields import agent_name, call_arguments, call_name, field, list_field, real_id, text_field
from .run_reader import RunReader
from .schema import EntryState, Patch, RunStatus
from .tool_outputs import Describe, head
from .writer import OpenEntry, TranscriptWriter

FINAL: frozenset[RunStatus] = frozenset({"done", "failed", "cancelled"})


class Projector:
    """Turns the events of a run into patches, in one pass; one projector serves all runs of a transcript.

    It takes stream events of this package and of the OpenAI Agents SDK (any version's order), bare
    events of the Responses API, and plain dicts of either. It draws from the earliest event that tells
    of a thing and lets later ones fill in. An event it does not know changes nothing. Times ``t`` are
    milliseconds since the run began. ``describe`` gives a MIME bundle for a tool's Python result.
    """

    def __init__(self, describe: Describe | None = None) -> None:
        self._journal = TranscriptWriter(describe)
        self._root = RunReader(self._journal)
        self._begun = False

    def begin(self, input: str | Iterable[Any], t: int = 0, *, began: float | None = None) -> list[Patch]:
        """Begin a run, or the next one, with a user's text or a list of input items.

        ``began`` is the time in seconds since the epoch, and counts for the first run. Of a list, only
        the user's last messages are news when an earlier run of this transcript has shown the rest.
        """
        journal = self._at(t)
        news: list[Any] = [{"role": "user", "content": input}] if isinstance(input, str) else list(input)
        if self._begun:
            news = _last_words(news)
        else:
            journal.fact("began", began)
        self._begun = True
        self._status("running")
        for item in news:
            reading.history(self._root, item)
        self._close()
        self._root.ready()
        return journal.fetch()

    def project(self, event: Any, t: int) -> list[Patch]:
        """Read one event."""
        self._journal.now = t
        reading.read(self._root, event)
        return self._journal.fetch()

    def say(self, text: str, t: int) -> list[Patch]:
        """Add what the user said while the run goes on."""
        self._at(t).entry("user", text=text)
        self._journal.said.clear()
        return self._journal.fetch()

    def status(self, status: RunStatus, detail: str = "", t: int = 0) -> list[Patch]:
        """Set what the run does, and why."""
        journal = self._at(t)
        self._status(status, detail)
        if status == "running":
            self._root.ready()
            journal.release()
        return journal.fetch()

    def hold(self, call_id: str, t: int) -> list[Patch]:
        """Show that a tool call waits until the run goes on: its status is running again."""
        journal = self._at(t)
        journal.held.add(call_id)
        for part in _calls(self._root, call_id):
            if part.entry.state == "running":
                journal.change(part.entry, state="waiting")
        return journal.fetch()

    def finish(self, t: int) -> list[Patch]:
        """End the run: well, unless the model's server said otherwise and nobody raised it."""
        self._at(t)
        if trouble := self._root.trouble:
            return self._fail(text=trouble[0], error=trouble[1], hint=failure.SERVER_HINT)
        self._close()
        self._status("done")
        return self._journal.fetch()

    def cancel(self, t: int) -> list[Patch]:
        """End the run because it was stopped: what is open stays as far as it came."""
        self._at(t)
        self._close("cancelled")
        self._status("cancelled")
        return self._journal.fetch()

    def fail(self, error: BaseException, t: int) -> list[Patch]:
        """End the run by an error: what is open has failed, and an entry says what happened and what to do.

        A guardrail's tripwire takes back what it guards: the agent's answer to the input, or the output.
        """
        if type(error).__name__ == "CancelledError":
            return self.cancel(t)
        self._at(t)
        if tripped := failure.tripwire(error):
            return self._trip(*tripped)
        text = failure.message(error)
        if (trouble := self._root.trouble) and trouble[0] not in text:
            text = f"{text}\n{trouble[0]}"
        name, hint, trace = type(error).__name__, failure.hint(error), failure.trace(error)
        return self._fail(text=text, error=name, hint=hint, traceback=trace)

    def interrupt(self, interruptions: Iterable[Any], t: int) -> list[Patch]:
        """Show the calls that wait for approval: the runner's interruptions."""
        journal, names = self._at(t), []
        for item in interruptions:
            raw, agent = field(item, "raw_item", item), field(item, "agent")
            part = self._waiting(raw, agent_name(agent)) or self._root.add("tool_call", raw)
            name = part.entry.tool
            journal.rewrite(part, call_arguments(raw))
            journal.change(part.entry, state="awaiting_approval", schema=_schema(agent, name))
            journal.parts[part.entry.id] = part
            names.append(name)
        self._status("waiting", f"Approval needed: {', '.join(dict.fromkeys(names))}." if names else "")
        return journal.fetch()

    def decide(
        self, call_id: str, approved: bool, t: int, *, arguments: str | None = None, message: str = ""
    ) -> list[Patch]:
        """Show what the user decided of a call: to run it, perhaps with other arguments, or to deny it."""
        journal = self._at(t)
        waiting = [part for part in _calls(self._root, call_id) if part.entry.state == "awaiting_approval"]
        if not waiting:
            return []
        part = waiting[0]
        if arguments is not None:
            journal.rewrite(part, arguments)
        journal.change(part.entry, schema=None)
        if approved:
            journal.change(part.entry, state="running", started=t)
        else:
            journal.close(part, "denied", **head(message))
        return journal.fetch()

    def _at(self, t: int) -> TranscriptWriter:
        self._journal.now = t
        return self._journal

    def _status(self, status: RunStatus, detail: str = "") -> None:
        self._journal.fact("status", status)
        self._journal.fact("detail", detail)
        self._journal.fact("ended", self._journal.now if status in FINAL else None)

    def _close(self, state: EntryState = "done") -> None:
        self._root.close(state)
        self._journal.close_all(state)  # what came too late for the call that it belongs to

    def _fail(self, **fields: Any) -> list[Patch]:
        self._close("failed")
        self._root.trouble = None
        self._journal.entry("error", state="failed", agent=self._root.agent, **fields)
        self._status("failed", fields["text"].split("\n", 1)[0][:200])
        return self._journal.fetch()

    def _trip(self, side: str, name: str, reason: str) -> list[Patch]:
        journal = self._journal
        self._close("failed" if side == "tool" else "cancelled")
        last = [entry for entry in journal.said if entry.kind == "message"][-1:]
        for entry in {"input": journal.said, "output": last}.get(side, ()):
            journal.change(entry, state="retracted")
        journal.entry("guardrail", state="failed", agent=self._root.agent, guardrail=name, text=reason)
        self._status("failed", f"Stopped by the guardrail {name}.")
        return journal.fetch()

    def _waiting(self, call: Any, agent: str) -> OpenEntry | None:
        """Find the call an interruption is about; one inside a tool may have the tool's own call id."""
        found = list(_calls(self._root, real_id(field(call, "call_id"))))
        name = call_name(call)
        return max(
            found, default=None, key=lambda part: (part.entry.tool == name) + (part.entry.agent == agent)
        )


def _calls(scope: RunReader, call_id: str) -> Iterator[OpenEntry]:
    """Give the calls of an id, in a run and in those inside its tools, the outer ones first."""
    if call_id in scope.calls:
        yield scope.calls[call_id]
    for part in scope.calls.values():
        if part.scope is not None:
            yield from _calls(part.scope, call_id)


def _last_words(news: list[Any]) -> list[Any]:
    """Give the user's messages at the end of a list of input items."""
    start = len(news)
    while start and text_field(news[start - 1], "role") == "user":
        start -= 1
    return news[start:]


def _schema(agent: Any, tool: str) -> dict[str, Any] | None:
    """Find the JSON schema of a tool's arguments with the agent that has it."""
    for candidate in list_field(agent, "tools"):
        if text_field(candidate, "name") == tool:
            schema = field(candidate, "params_json_schema")
            return schema if isinstance(schema, dict) else None
    return None
