"""Tool calls that wait for a person's approval."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from ...agents.approvals import Decision
from ...agents.edited_arguments import EditedArguments, parse_arguments
from .recorder import Recorder


class PendingApprovals:
    """The tool calls of a run that wait, and the decisions about them; the run goes on when it has them all.

    ``call_on_loop`` runs a function on the run's own loop; ``on_change`` is called when the run begins to
    wait and when it goes on, ``on_settled`` when it begins to wait.
    """

    def __init__(
        self,
        recorder: Recorder,
        call_on_loop: Callable[[Callable[[], object]], None],
        on_change: Callable[[], None],
        on_settled: Callable[[], None],
    ) -> None:
        self.pending: dict[str, Any] = {}
        """The tool calls that wait, by call id."""
        self._recorder = recorder
        self._call_on_loop = call_on_loop
        self._on_change = on_change
        self._on_settled = on_settled
        self._can_edit = False
        self._decisions: dict[str, Decision] = {}
        self._on_their_way: set[str] = set()
        """Calls whose decision has not come to the run's loop yet."""
        self._all_decided = asyncio.Event()

    # From any thread

    def approve(
        self,
        call_id: str | None = None,
        arguments: str | Mapping[str, Any] | None = None,
        *,
        always: bool = False,
    ) -> None:
        """Let a call run, perhaps with other arguments; without an id the one call that waits.

        Raises ``ValueError`` for a call that does not wait, or for arguments that cannot be taken.
        """
        edited = parse_arguments(arguments)
        found = self._find(call_id)
        if edited is not None:
            self._check(found, edited)
        self._send(found, Decision(True, arguments=None if edited is None else edited.text, always=always))

    def approve_all(self) -> None:
        """Let all calls run that wait now."""
        for call_id in list(self.pending):
            self._send(call_id, Decision(True))

    def deny(self, call_id: str | None = None, message: str | None = None) -> None:
        """Refuse a call; ``message`` is what the model is told. Raises ``ValueError`` as ``approve`` does."""
        self._send(self._find(call_id), Decision(False, message=message))

    @property
    def undecided(self) -> list[str]:
        """The ids of the calls that nobody has decided about."""
        return [call_id for call_id in list(self.pending) if call_id not in self._on_their_way]

    # On the run's loop

    async def request(self, interruptions: Mapping[str, Any], *, can_edit: bool) -> Mapping[str, Decision]:
        """Show tool calls as waiting, by call id, and wait for a decision about each.

        ``can_edit`` says whether the run takes other arguments than the model's.
        """
        self.pending = dict(interruptions)
        self._can_edit = can_edit
        self._decisions = {}
        self._on_their_way = set()
        self._all_decided = asyncio.Event()
        self._recorder.interrupt(self.pending.values())
        self._on_change()
        self._recorder.channel.flush()
        self._on_settled()
        await self._all_decided.wait()
        return self._decisions

    def add_detail(self, text: str) -> None:
        """Add a sentence to the status detail while tool calls wait; does nothing otherwise."""
        if self.pending:
            self._recorder.channel.flush()
            asked = self._recorder.channel.transcript.detail
            self._recorder.show_status("waiting", f"{asked} {text}")

    def _find(self, call_id: str | None) -> str:
        waiting = ", ".join(self.pending) or "none"
        if call_id is None and len(self.pending) > 1:
            raise ValueError(f"Several tool calls wait for approval: {waiting}. Say which.")
        found = next(iter(self.pending), None) if call_id is None else call_id
        if found is None or found not in self.pending:
            which = "" if call_id is None else f" {call_id!r}"
            raise ValueError(f"No tool call{which} waits for approval. Waiting: {waiting}.")
        return found

    def _check(self, call_id: str, edited: EditedArguments) -> None:
        if not self._can_edit:
            raise ValueError(
                "Arguments cannot be edited in this run: approve the call as the model wrote it, or deny it."
            )
        self._recorder.channel.flush()
        for entry in self._recorder.channel.transcript.entries:
            if entry.call_id == call_id and entry.schema:
                edited.check(entry.schema, entry.arguments)
                return

    def _send(self, call_id: str, decision: Decision) -> None:
        self._on_their_way.add(call_id)
        self._call_on_loop(lambda: self._decide(call_id, decision))

    def _decide(self, call_id: str, decision: Decision) -> None:
        if self.pending.pop(call_id, None) is None:
            return  # another thread was first, or the run has ended
        self._decisions[call_id] = decision
        self._recorder.decide(call_id, decision)
        if not self.pending:
            self._recorder.show_status("running")
            self._on_change()
            self._all_decided.set()
