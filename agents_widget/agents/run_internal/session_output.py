"""Writing a session: what a run adds to it, after each turn and when it ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast

from ...utf8 import sendable
from ..items import InputItem, RunItem, ToolCallItem, ToolCallOutputItem, TResponseInputItem, input_items
from .items import drop_orphans
from .session_input import context_for_session
from .tool_invocation import CLEANUP_SECONDS

if TYPE_CHECKING:
    from .active_run import ActiveRun

logger = logging.getLogger(__name__)


async def save(run: ActiveRun, answer: RunItem | None = None) -> None:
    """Write new items to the session, but for calls and outputs that no run could go on from.

    ``answer`` is the message of a final output that is not among the run's items yet.
    """
    new = _unsaved_with_calls(run)
    if answer is not None:
        new.append(answer)
    await _save_as(run, drop_orphans(input_items(new)))


async def save_withheld(run: ActiveRun, message: str) -> None:
    """Write what the last turn did, without its answer: its calls, and ``message`` as each one's output."""
    rows = cast("list[dict[str, Any]]", drop_orphans(input_items(_unsaved_with_calls(run))))
    # Servers want the reasoning before a call that they can identify as their own.
    reasoned = any(row.get("type") == "reasoning" for row in rows)
    kept: list[Any] = []
    for row in rows:
        if row.get("type") == "function_call_output":
            kept.append({**row, "output": message})
        elif row.get("type") == "function_call":
            kept.append({key: value for key, value in row.items() if not (reasoned and key == "id")})
        elif row.get("role", "assistant") != "assistant":
            kept.append(row)
    await _save_as(run, kept)


async def save_input_only(run: ActiveRun) -> None:
    """Write the messages of the user only: nobody has judged what the last turn gave."""
    await _save_as(run, input_items(item for item in _unsaved(run) if isinstance(item, InputItem)))


async def write_session(run: ActiveRun, items: list[TResponseInputItem]) -> None:
    """Add items to the run's session, if it has one."""
    if run.session is None or not items:
        return
    options = context_for_session(run.session, run.context)
    try:
        await _finished(asyncio.ensure_future(run.session.add_items(sendable(items), **options)))
    except Exception:
        run.session_failed = True
        raise


async def _finished(writing: asyncio.Future[None]) -> None:
    """Wait for a write, which is finished even if the run is stopped meanwhile; raises its error."""
    try:
        await asyncio.wait({writing})
    except asyncio.CancelledError:
        await asyncio.wait({writing}, timeout=CLEANUP_SECONDS)
        if writing.done():
            writing.result()
        writing.add_done_callback(_log_late_failure)
        raise
    try:
        writing.result()
    except asyncio.CancelledError as error:  # the session's own: as this task's it would end the run unsaid
        raise RuntimeError(
            "The session could not be written: its add_items was cancelled, though the run was not."
        ) from error


def _log_late_failure(writing: asyncio.Future[None]) -> None:
    """Log the error of a write that went on after its run had ended."""
    if not writing.cancelled() and (error := writing.exception()) is not None:
        logger.error("The session could not be written after the run was stopped", exc_info=error)


def _unsaved(run: ActiveRun) -> list[RunItem]:
    """The new items that the session does not have, without those of a response that failed."""
    items = run.result.new_items
    return items[run.continuation.saved_items : len(items) - run.continuation.failed_items]


def _unsaved_with_calls(run: ActiveRun) -> list[RunItem]:
    """The unsaved items; before them, calls that a failed turn left out and that have their output now."""
    unsaved = _unsaved(run)
    answered = {item.call_id for item in unsaved if isinstance(item, ToolCallOutputItem)}
    before = run.result.new_items[: run.continuation.saved_items]
    left_out = [item for item in before if isinstance(item, ToolCallItem) and item.call_id in answered]
    return [*left_out, *unsaved]


async def _save_as(run: ActiveRun, rows: list[TResponseInputItem]) -> None:
    """Write rows that stand for every new item; the items stay new if the session fails."""
    saved_before = run.continuation.saved_items
    run.continuation.saved_items = len(run.result.new_items)
    try:
        await write_session(run, rows)
    except Exception:
        run.continuation.saved_items = saved_before
        raise
