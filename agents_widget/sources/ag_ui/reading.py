"""A run of AG-UI as its events are read, whatever they come by: what each means, and how the run ended."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncGenerator, Collection, Iterable
from typing import Any

from ..base import RunOutcome
from ..events import RunEvent, notice
from ..iterator import StreamCutOffError
from .errors import AgentServerError
from .translator import Translator
from .wire import UNREADABLE, Event, as_event, kind_of

logger = logging.getLogger(__name__)

_SHOWN_CHARACTERS = 200


class Reading:
    """Translates the events of a run, and tells how it ended."""

    def __init__(self, translator: Translator | None = None) -> None:
        self.translator = translator or Translator()
        self._has_told = False
        """Whether it was said that an event could not be read."""

    async def follow(self, stream: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
        """Give the events of a stream but for RAW, which repeat the others in a framework's own words.

        Raises ``AgentServerError`` when the run has failed, ``StreamCutOffError`` when it has not ended.
        """
        async with contextlib.aclosing(stream):
            async for event in stream:
                kind = kind_of(event)
                if kind != "RAW":
                    yield event
                if kind == "RUN_ERROR":
                    raise AgentServerError(_error_text(as_event(event)))
        if self.translator.end is None:
            raise StreamCutOffError("no RUN_FINISHED came")

    def translate(self, event: Any) -> list[RunEvent]:
        """Give what an event means. Of those that cannot be read, the first is told."""
        given = as_event(event)
        if given.get("type") == UNREADABLE:
            return [*self._tell(f"what is no event of AG-UI, {given.get('data')!s:.{_SHOWN_CHARACTERS}}")]
        try:
            return self.translator.read(given)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            logger.warning("An event of AG-UI could not be read.", exc_info=True)
            return [*self._tell(f"a {given.get('type')} that cannot be read ({error!r})")]

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended that has not failed."""
        outcome = (self.translator.end or {}).get("outcome") or {}
        return "cancelled" if outcome.get("type") == "cancelled" else "done"

    @property
    def begun_calls(self) -> Collection[str]:
        """The calls whose tools have begun: of a run that has finished, those that have a result.

        The others wait for approval, or are left to whoever asked.
        """
        conversation = self.translator.conversation
        if (self.translator.end or {}).get("type") == "RUN_FINISHED":
            return conversation.answered
        return {call.id for call in conversation.calls.values() if call.is_whole}

    @property
    def result(self) -> Any:
        """What the run gives in the end; None if that is not told."""
        return (self.translator.end or {}).get("result")

    def _tell(self, what: str) -> Iterable[RunEvent]:
        if self._has_told:
            return
        self._has_told = True
        yield notice(f"The server sent {what}. It is left out here, and stands in the Events tab.")


def _error_text(event: Event) -> str:
    message, code = (
        event.get("message") or "The run failed, and the server does not say why.",
        event.get("code"),
    )
    return f"{message} ({code})" if code and str(code) not in str(message) else str(message)
