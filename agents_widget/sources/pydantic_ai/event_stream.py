"""The stream of a run's events: ``agent.run_stream_events(...)``, entered or not."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from typing_extensions import Self

from ...agents.approvals import Decision
from ...transcript.fields import list_field
from ..base import Adapter, Options
from .adapter import PydanticAIAdapter
from .agent_run import AgentRunAdapter
from .messages import responses_in, with_results
from .run_call import call_of
from .run_hooks import approval_of, deferred_results

CUT_OFF = (
    "The run was cut off before its end. pydantic-ai cancels a run when the `async with` block around its "
    "events is left, as at the end of a cell. Give watch() the context itself, which it enters and leaves: "
    "watch(agent.run_stream_events(...)). Or have the block wait for the run: `await widget` at its end."
)


class EventStreamAdapter(PydanticAIAdapter):
    """What ``agent.run_stream_events(...)`` gives: in 2.x a context to enter, and then its events.

    The context is entered and left where the events are read. What 1.x gives is both at once.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source, call_of(source))
        self.abilities = ("stop",) if self._call is None else ("stop", "approve", "edit_arguments")
        self._stream: Any = None
        """The events, once they are read."""

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is pydantic-ai's, and either events that can be closed or a context around them."""
        is_stream = hasattr(source, "__anext__") and hasattr(source, "aclose")
        is_context = hasattr(source, "__aenter__") and hasattr(source, "_run_agent")
        return type(source).__module__.partition(".")[0] == "pydantic_ai" and (is_stream or is_context)

    @classmethod
    def create(cls, source: Any, options: Options) -> Self:
        """Make the adapter."""
        return cls(source)

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run. Raises ``RuntimeError`` if it is cut off before its end."""
        async with contextlib.AsyncExitStack() as stack:
            if hasattr(self.source, "__aenter__"):
                self._stream = await stack.enter_async_context(self.source)
            else:
                self._stream = await stack.enter_async_context(contextlib.aclosing(self.source))
            try:
                async for event in self._stream:
                    self._note(event)
                    yield event
            except Exception as error:  # noqa: BLE001 - it is raised again, or a cancellation
                self._messages = _messages_so_far(self._stream)
                self._end_by(_cut_off(error))
        if self.result is None and not self._was_cancelled:
            raise RuntimeError(CUT_OFF)

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run; in 1.x, which cannot be asked, nobody reads on, which cancels it."""
        cancel = getattr(self._stream, "cancel", None)
        if cancel is None:
            return False
        cancel()
        return True

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval: the run ends with ``DeferredToolRequests``."""
        deferred = self._deferred
        if self._call is None or list_field(deferred, "calls"):
            return {}
        return {each.tool_call_id: approval_of(each) for each in list_field(deferred, "approvals")}

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Go on with a run of the same agent, with the same arguments."""
        if self._call is None:
            raise self._missing("resume_with")
        following = AgentRunAdapter(self._call.going_on(self.history(), deferred_results(decisions)))
        following.earlier_calls = frozenset(decisions)
        return following

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far; in 1.x there are none before the end."""
        if self.result is None and hasattr(self._stream, "new_messages"):
            return responses_in(self._stream.new_messages())
        return super().responses()


def _messages_so_far(stream: Any) -> list[Any]:
    """Give the messages of a run that has not ended well: 1.x does not tell, nor a run that did not begin."""
    try:
        return with_results(stream.all_messages())
    except Exception:  # noqa: BLE001 - of any version
        return []


def _cut_off(error: Exception) -> Exception:
    """Say of a stream that was closed while it was read why that was; any other error as it is."""
    if type(error).__name__ != "ClosedResourceError":
        return error
    cut_off = RuntimeError(CUT_OFF)
    cut_off.__cause__ = error
    return cut_off
