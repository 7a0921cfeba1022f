"""Runs of Google's Agent Development Kit: ``runner.run_async(...)``."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..agents.approvals import Decision
from ..transcript.fields import count_field, field, is_a, list_field, text_field
from . import events
from .base import Ability, Adapter, RunOutcome
from .events import RunEvent
from .generator_frames import arguments_of, is_made_by
from .iterator import IteratorAdapter

_CONFIRMATION = "adk_request_confirmation"
"""The call by which a run asks for approval of another one: ``google.adk.flows.llm_flows.functions``."""
_TRANSFER = "transfer_to_agent"


@dataclass
class _Branch:
    """What is said by agents that work one after the other."""

    agent: str = ""
    is_answering: bool = False
    """Whether a model's answer is under way."""


class GoogleAdkAdapter(IteratorAdapter):
    """The events of a run, deltas too with ``RunConfig(streaming_mode=StreamingMode.SSE)``.

    What was asked, and by which runner a run goes on after approvals, is read from the generator's frame. A
    run is stopped by the ``abort_signal`` that it was given, else by closing it. Written for google-adk 2.13.
    https://google.github.io/adk-docs/events
    """

    def __init__(self, source: Any, arguments: Mapping[str, Any] | None = None) -> None:
        super().__init__(source)
        self._arguments = dict(arguments or (arguments_of(source) if _is_run(source) else {}))
        self.abilities: tuple[Ability, ...] = ("stop", "approve") if self._arguments else ("stop",)
        self.input = _input_of(self._arguments.get("new_message"))
        self._branches: dict[str, _Branch] = {}
        self._at = _Branch()
        """The branch of the last event."""
        self._is_partial = False
        """Whether the last event was a delta."""
        self._called: dict[str, tuple[str, Any, str]] = {}
        """The name, the arguments and the agent of each call."""
        self._asked: dict[str, str] = {}
        """Of each call that waits for approval, the call that asks for it."""

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is the generator of ``Runner.run_async``."""
        return _is_run(source)

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it has an author, an invocation and actions."""
        return all(field(event, name) is not None for name in ("author", "invocation_id", "actions"))

    def missing_end(self) -> str:
        """A run that nobody stopped does not end within an answer."""
        is_cut = self._is_partial and self.outcome == "done"
        return "the whole text of its last answer did not come" if is_cut else ""

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Read an event; agents that work at the same time have a branch each."""
        self._is_partial = field(event, "partial") is True
        if text_field(event, "author") == "user":
            return ()
        branch = text_field(event, "branch")
        self._at = self._branches.setdefault(branch, _Branch())
        read = self._read(event)
        return map(partial(events.in_branch, branch), read) if branch else read

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if the run's ``abort_signal`` was set."""
        signal = self._arguments.get("abort_signal")
        return "cancelled" if signal is not None and signal.is_set() else "done"

    @property
    def begun_calls(self) -> Collection[str]:
        """The calls that do not wait for approval."""
        return self._called.keys() - self._asked.keys()

    def stop(self, *, after_turn: bool) -> bool:
        """Set the run's ``abort_signal``, if it was given one."""
        signal = self._arguments.get("abort_signal")
        if signal is not None:
            signal.set()
        return signal is not None

    def interruptions(self) -> Mapping[str, Any]:
        """Give the calls that need a confirmation, if the runner is known that takes it."""
        if not self._arguments:
            return {}
        asked = {call_id: self._called.get(call_id, ("tool", {}, "")) for call_id in self._asked}
        return {
            call_id: events.approval_request(call_id, name, arguments, agent=agent)
            for call_id, (name, arguments, agent) in asked.items()
        }

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Run on with the confirmations as the next message."""
        message = self._confirmations(decisions)
        given = {name: value for name, value in self._arguments.items() if name in _GOES_ON_WITH}
        following = GoogleAdkAdapter(self._arguments["self"].run_async(**given, new_message=message))
        following._branches, following._called = self._branches, self._called
        return following

    def _confirmations(self, decisions: Mapping[str, Decision]) -> Any:
        """Give the message that answers what was asked."""
        types = sys.modules["google.genai.types"]  # who has a run has loaded it
        answers = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=self._asked[call_id], name=_CONFIRMATION, response={"confirmed": decision.approved}
                )
            )
            for call_id, decision in decisions.items()
        ]
        return types.Content(role="user", parts=answers)

    def _read(self, event: Any) -> Iterator[RunEvent]:
        yield from self._enter_agent(text_field(event, "author"))
        if _is_error(event) and self.outcome == "done":  # a run that was aborted says so as an error
            yield events.model_error(text_field(event, "error_message") or text_field(event, "error_code"))
        parts = list_field(field(event, "content"), "parts")
        if field(event, "partial") is True:
            yield from self._read_deltas(event, parts)
            return
        yield from self._read_response(event, parts)
        for part in parts:
            if (result := field(part, "function_response")) is not None:
                yield from self._read_result(event, result)

    def _enter_agent(self, author: str) -> Iterator[RunEvent]:
        if author and author != self._at.agent:
            self._at.agent = author
            yield events.agent_started(author)

    def _begin_answer(self, event: Any) -> Iterator[RunEvent]:
        if not self._at.is_answering:
            self._at.is_answering = True
            yield events.model_call_started(text_field(event, "model_version"))

    def _read_deltas(self, event: Any, parts: list[Any]) -> Iterator[RunEvent]:
        for part in parts:
            if text := text_field(part, "text"):
                yield from self._begin_answer(event)
                yield (events.reasoning_delta if field(part, "thought") else events.message_delta)(text)

    def _read_response(self, event: Any, parts: list[Any]) -> Iterator[RunEvent]:
        """Read the whole of what a model wrote."""
        calls = [call for part in parts if (call := field(part, "function_call")) is not None]
        asking = [call for call in calls if text_field(call, "name") == _CONFIRMATION]
        for call in asking:
            original = field(field(call, "args"), "originalFunctionCall")
            self._asked[text_field(original, "id")] = text_field(call, "id")
        thoughts = "".join(text_field(part, "text") for part in parts if field(part, "thought"))
        text = "".join(text_field(part, "text") for part in parts if not field(part, "thought"))
        usage = field(event, "usage_metadata")
        if asking or not (thoughts or text or calls or usage is not None):
            return
        yield from self._begin_answer(event)
        if thoughts:
            yield events.reasoning_done(thoughts)
        if text:
            yield events.message_done(text)
        yield from map(self._called_event, calls)
        yield _model_call_done(text_field(event, "model_version"), usage)
        self._at.is_answering = False

    def _called_event(self, call: Any) -> RunEvent:
        call_id, name, arguments = text_field(call, "id"), text_field(call, "name"), field(call, "args") or {}
        self._called[call_id] = (name, arguments, self._at.agent)
        return events.tool_called(call_id, name, arguments)

    def _read_result(self, event: Any, result: Any) -> Iterator[RunEvent]:
        actions = field(event, "actions")
        call_id, name = text_field(result, "id"), text_field(result, "name")
        target = text_field(actions, "transfer_to_agent")
        if call_id in (field(actions, "requested_tool_confirmations") or ()):
            if not self._arguments:
                yield events.notice(f"The call of {name} needs a confirmation, which a next run has to give.")
        elif target and name == _TRANSFER:
            yield events.handoff(self._at.agent, target, call_id)
        else:
            yield _output(call_id, name, field(result, "response"))


_GOES_ON_WITH = ("user_id", "session_id", "run_config", "abort_signal")
"""The arguments of a run that the one after its approvals has, too."""


def _is_run(source: Any) -> bool:
    return is_made_by(source, "Runner.run_async", "google/adk/runners.py")


def _is_error(event: Any) -> bool:
    return text_field(event, "error_code") != ""


def _input_of(message: Any) -> list[Any] | None:
    texts = [text for part in list_field(message, "parts") if (text := text_field(part, "text"))]
    return [{"role": "user", "content": "\n\n".join(texts)}] if texts else None


def _model_call_done(model: str, usage: Any) -> RunEvent:
    thoughts = count_field(usage, "thoughts_token_count")
    return events.model_call_done(
        model,
        input_tokens=count_field(usage, "prompt_token_count"),
        output_tokens=count_field(usage, "candidates_token_count") + thoughts,
        cached_tokens=count_field(usage, "cached_content_token_count"),
        reasoning_tokens=thoughts,
    )


def _output(call_id: str, name: str, response: Any) -> RunEvent:
    """Say what a tool gave: ADK puts what is no dict into one, as ``result``; an error is ``error``."""
    if is_a(response, dict) and len(response) == 1:
        if "result" in response:
            return events.tool_output(call_id, response["result"], name=name)
        if "error" in response:
            return events.tool_output(call_id, response["error"], outcome="failed", name=name)
    return events.tool_output(call_id, response, name=name)
