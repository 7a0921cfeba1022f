"""Tool calls that wait for a person, and what was decided about them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..arguments import check_names

if TYPE_CHECKING:
    from .controller import RunController


class Decision(NamedTuple):
    """What a person decided about a tool call that waits for approval."""

    approved: bool
    arguments: str | None = None
    """JSON text that replaces the arguments the model wrote."""
    message: str | None = None
    """What the model is told when the call is denied."""
    always: bool = False


class PendingApprovals:
    """Asks about the tool calls of a feed's run; the run goes on when each has its decision."""

    def __init__(self, feed: RunController) -> None:
        self.pending: dict[str, Any] = {}
        """The tool calls that wait, by call id."""
        self._feed = feed
        self._decisions: dict[str, Decision] = {}
        self._decided = asyncio.Event()

    def decide(self, call_id: str | None, decision: Decision) -> None:
        """Note what a person decided, on any thread; without an id about the one call that waits.

        Raises ``ValueError`` for a call that does not wait, or for arguments that cannot be taken.
        """
        waiting = ", ".join(self.pending) or "none"
        if call_id is None and len(self.pending) > 1:
            raise ValueError(f"Several tool calls wait for approval: {waiting}. Say which.")
        meant = next(iter(self.pending), None) if call_id is None else call_id
        if meant not in self.pending:
            which = "" if call_id is None else f" {call_id!r}"
            raise ValueError(f"No tool call{which} waits for approval. Waiting: {waiting}.")
        if decision.arguments is not None and "edit_arguments" not in self._feed.source.abilities:
            raise ValueError("This run takes a tool call with the model's arguments or not at all.")
        if decision.arguments is not None:
            check_names(decision.arguments, self._schema(meant))
        self._feed.call(lambda: self._decide(meant, decision))

    def note(self, text: str) -> None:
        """Say something beside what is asked, on the feed's loop; nothing while nothing is asked."""
        if self.pending:
            self._feed.channel.flush()
            asked = self._feed.channel.transcript.detail
            self._feed.story.tell("status", "waiting", f"{asked} {text}")

    async def ask(self, pending: Mapping[str, Any]) -> Mapping[str, Decision]:
        """Show the calls as waiting, and wait for all decisions, on the feed's loop."""
        self.pending, self._decisions, self._decided = dict(pending), {}, asyncio.Event()
        self._feed.story.tell("interrupt", list(pending.values()))
        self._feed.channel.flush()
        self._feed.on_rest()
        await self._decided.wait()
        return self._decisions

    def _schema(self, call_id: str) -> Mapping[str, Any]:
        self._feed.channel.flush()
        entries = self._feed.channel.transcript.entries
        return next((entry.schema for entry in entries if entry.call_id == call_id and entry.schema), {})

    def _decide(self, call_id: str, decision: Decision) -> None:
        if self.pending.pop(call_id, None) is None:
            return
        self._decisions[call_id] = decision
        options = {"arguments": decision.arguments, "message": decision.message or ""}
        self._feed.story.tell("decide", call_id, decision.approved, **options)
        if not self.pending:
            self._feed.status("")
            self._decided.set()
