"""The end of a run: it is shown and told whatever fails on the way."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable

from ...sources.base import Adapter, RunOutcome
from ...transcript import failure
from .recorder import Recorder

logger = logging.getLogger(__name__)


class RunEnding:
    """Takes the steps of a run's end, each whatever became of the one before."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def show(self, adapter: Adapter, outcome: RunOutcome, error: BaseException | None) -> None:
        """Show how a run ended: by an error, or as its outcome says."""
        if not self.attempt(
            "The end of the run could not be shown", lambda: self._record(adapter, outcome, error)
        ):
            unknown = RuntimeError("What ended the run cannot be shown; the log of agents_widget has more.")
            self.attempt("Nor could that", lambda: self._recorder.fail(unknown))
            self._recorder.set_field("status", outcome if error is None else "failed")

    def attempt(self, problem: str, step: Callable[[], object]) -> bool:
        """Take a step of the end, and give whether it worked. What it raises is logged and shown."""
        try:
            step()
        except BaseException as error:
            with contextlib.suppress(BaseException):  # to log an error takes its text, which may raise, too
                logger.exception("%s.", problem)
            with contextlib.suppress(BaseException):
                self._recorder.notice(f"{problem}: {failure.message(error)}")
            return False
        return True

    def _record(self, adapter: Adapter, outcome: RunOutcome, error: BaseException | None) -> None:
        call_errors = adapter.call_errors
        self._recorder.tool_values.keep_errors(call_errors or {})
        if error is not None:
            failed_calls = None if call_errors is None else frozenset(call_errors)
            self._recorder.fail(error, adapter.begun_calls, failed_calls)
        elif outcome == "cancelled":
            self._recorder.cancel(adapter.begun_calls)
        else:
            self._recorder.finish(adapter.begun_calls)
