"""What all adapters of pydantic-ai's runs have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...transcript.fields import field, is_a, list_field, text_field, type_name
from ..base import Adapter, Options, RunOutcome
from ..events import RunEvent, tool_output
from .messages import responses_in
from .run_call import RunCall, shown_prompt
from .translation import Translation

LEFT_TO_PROGRAM = (
    "The run has ended, and the result of this call is left to the program: DeferredToolRequests."
)


class PydanticAIAdapter(Adapter):
    """A run of pydantic-ai, read by its events."""

    earlier_calls: Collection[str] = ()
    """The ids of calls that the run before has shown, and left to this one."""

    def __init__(self, source: Any, call: RunCall | None = None) -> None:
        super().__init__(source)
        self._call = call
        """How the run was asked for, if that is known."""
        if call is not None:
            self.starting_agent = self.next_agent = call.agent
            self.input = shown_prompt(call.prompt)
        self._first: Any = None
        """The run's first event: a transcript that is written anew begins with it again."""
        self._translation = Translation(self)
        self._error: BaseException | None = None
        """What ended the run."""
        self._was_cancelled = False
        self._messages: list[Any] = []
        """All messages of the conversation, once the run has ended."""

    def translate(self, event: Any) -> Iterable[Any]:
        """Say what an event means."""
        if self._first is None or event is self._first:
            self._first = event
            self._translation = Translation(self)
        return self._translation.read(event)

    @property
    def agent_name(self) -> str:
        """The name of the run's agent. Default: that of the agent it began with, if it is known."""
        return text_field(self.starting_agent, "name") or "agent"

    @property
    def prompt(self) -> str:
        """What was asked, if ``input`` has it not. Default: not known."""
        return ""

    @property
    def model_name(self) -> str:
        """The model that is asked now. Default: not known before it has answered."""
        return ""

    @property
    def writes_json(self) -> bool:
        """Whether what the model writes is JSON. Default: not known."""
        return False

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far. Default: those of the result, once there is one."""
        return responses_in(self.result.new_messages()) if self.result is not None else ()

    def late_events(self) -> Iterator[RunEvent]:
        """Give what a response used that no event came after; end the calls that are left to the program."""
        yield from self._translation.end()
        if not self.interruptions():
            for call in (*list_field(self._deferred, "calls"), *list_field(self._deferred, "approvals")):
                yield tool_output(call.tool_call_id, LEFT_TO_PROGRAM, outcome="cancelled")

    @property
    def _deferred(self) -> Any:
        """The calls that the run has ended with, without their results; None if it has an output."""
        output = field(self.result, "output")
        return output if type_name(output) == "DeferredToolRequests" else None

    def history(self) -> list[Any]:
        """Give the messages (``ModelMessage``) that the next run goes on from."""
        return list(self._messages)

    @property
    def next_options(self) -> Options:
        """The options of the next run: what was meant for this one only is left out."""
        return self.options if self._call is None else {**self.options, "config": self._call.lasting}

    @property
    def outcome(self) -> RunOutcome:
        """Cancelled, if somebody stopped it."""
        return "cancelled" if self._was_cancelled else "done"

    @property
    def call_errors(self) -> Mapping[str, BaseException] | None:
        """The exception of a tool that ended the run."""
        error = self._error
        call_id = failed_call(error, self._translation.open_calls)
        return {call_id: error} if call_id and isinstance(error, Exception) else None

    def _note(self, event: Any) -> None:
        """Note the result, which the last event has."""
        if text_field(event, "event_kind") == "agent_run_result":
            self.result = field(event, "result")
            self._messages = self.result.all_messages()

    def _end_by(self, error: BaseException) -> None:
        """Note what ended the run; raises it, unless the run was cancelled by somebody who may."""
        self._error = error
        if is_cancellation(error):
            self._messages = error.all_messages()  # type: ignore[attr-defined]
        elif not (self._was_cancelled and isinstance(error, asyncio.CancelledError)):
            raise error
        self._was_cancelled = True


def is_cancellation(error: BaseException) -> bool:
    """Whether it is ``RunCancelled``: not ``RunTimedOut``, which is one, and is a failure."""
    return type(error).__name__ == "RunCancelled"


def failed_call(error: BaseException | None, open_calls: Iterable[str]) -> str:
    """Find the call whose tool raised; "" if it cannot be told.

    No event tells. Where a tool is called, a local variable is its ``RunContext`` or its ``ToolCallPart``,
    which have the call's id; the deepest is the tool's own.
    """
    known = set(open_calls)
    found = ""
    traceback = error.__traceback__ if error is not None else None
    while traceback is not None:
        for value in traceback.tb_frame.f_locals.values():
            call_id = text_field(value, "tool_call_id") if _is_of_pydantic_ai(value) else ""
            if call_id in known:
                found = call_id
        traceback = traceback.tb_next
    return found


def _is_of_pydantic_ai(value: Any) -> bool:
    """Whether a value's class is pydantic-ai's: anybody else's may do anything when it is looked at."""
    return type(value).__module__.partition(".")[0] == "pydantic_ai" and not is_a(value, type)
