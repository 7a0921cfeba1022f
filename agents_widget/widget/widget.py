"""The widget: what a notebook cell shows of a run, and what Python can ask of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, get_args
from uuid import uuid4

import anywidget
import traitlets

from ..transcript.schema import Entry, RunStatus, Transcript
from ..transcript.tape import Tape
from ..utf8 import sendable
from .assets import stylesheet, view
from .channel import PACE, Message, Send
from .commands import Commands
from .instant import milliseconds
from .notebook import cell_number, clear_reply_subshell
from .run.controller import RunController
from .save import save
from .saved_page import SavedPage
from .tools import ToolHistory, Tools
from .views import Views

# The view shows what went wrong; Python's last resort would print it again, in red, below the view.
logging.getLogger("agents_widget").addHandler(logging.NullHandler())

INTERRUPTIBLE_SECONDS = 0.1
"""How often somebody who awaits looks up, so that the notebook's interrupt reaches them."""

OpenController: TypeAlias = Callable[[Send, Callable[[], None]], RunController]
"""Makes the controller of a widget. It is given ``send``, which takes the messages for the views, and
``on_settled``, to be called when the run has ended or waits for somebody."""


class AgentWidget(anywidget.AnyWidget):
    """A live view of an agent run. ``watch`` makes one.

    ``await widget`` gives the run's result and ``async for event in widget`` its events, each from
    the first, for any number of readers.
    """

    _esm = view()
    _css = stylesheet()

    # Read when a page asks for the widget's state, so that it costs nothing while the run streams.
    # What a page writes to it is ignored: Python alone knows the run.
    snapshot = traitlets.Any().tag(
        sync=True,
        to_json=lambda _, widget: sendable(widget._controller.channel.snapshot()),
        from_json=lambda _, widget: None,
    )
    # The instant that seek() chose, in milliseconds; counted, so that seeking the same again is a change.
    instant: traitlets.Dict[str, Any] = traitlets.Dict({"t": None, "nth": 0}).tag(
        sync=True, from_json=lambda _, widget: widget.instant
    )

    # The id of the widget's page in the saved notebook.
    run = traitlets.Unicode().tag(sync=True)

    def __init__(self, open_controller: OpenController) -> None:
        page = f"agw-{uuid4().hex[:12]}"
        self._saved = SavedPage(page, lambda: self._controller.channel.copy_transcript())
        self._views = Views(self.send, self._send_whole_state)
        # Before the base class, which asks for the snapshot. What is sent until then is in the snapshot.
        self._controller = open_controller(self._send_to_views, self._on_settled)
        self._commands = Commands(self._controller, self._views, page)
        self._awaited_in_cell: int | None = None
        super().__init__(run=page)
        self._own_layout = self.layout  # a user may put another in its place, and share that
        self.on_msg(lambda _, content, buffers: self._commands.receive(content))
        self._controller.attach(self)
        self._controller.begin()

    # The run

    def __await__(self) -> Generator[Any, None, Any]:
        return self._wait_for_result().__await__()

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._controller.log.read()

    def result(self) -> Any:
        """Wait for the run's end and give its result; raises what the run raised.

        For code that cannot ``await``. Interrupting it stops the run.
        """
        if self._controller.running and self._controller.loop.is_current:
            raise RuntimeError(
                "This run needs the event loop that is waiting here, so it could never end. "
                "Write `await widget` instead of `widget.result()`."
            )
        try:
            self._controller.phase.wait_until_idle()
        except BaseException:
            self.stop()
            raise
        return self._result()

    def stop(self, *, after_turn: bool = False) -> None:
        """Stop the run: at once, or when the model call and the tools under way are done.

        Nothing happens when no run is at work; so too for ``pause`` and ``resume``.
        """
        self._controller.stop(after_turn=after_turn)

    def pause(self) -> None:
        """Hold the run before its next model call or tool. Raises ``RuntimeError`` if it cannot be held."""
        self._controller.pause()

    def resume(self) -> None:
        """Let a paused run go on. Raises ``RuntimeError`` when it waits for a decision or for budget."""
        self._controller.resume()

    def say(self, text: str) -> None:
        """Tell the agents something: they read it before the next model call, or a next run begins with it.

        A next run goes on in this view where the widget has the agent: in a ``Chat``, for ``watch(agent,
        ...)`` and for results of this package's ``Runner``. Raises ``RuntimeError`` where neither can be.
        """
        self._controller.say(text)

    async def ask(self, text: str) -> Any:
        """Say something and wait for the run's result; raises what the run raised."""
        self.say(text)
        return await self

    def retry(self) -> None:
        """Say the latest message again, as if it had not been answered."""
        self._controller.retry()

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to one of your messages and say something else; what came after it is forgotten."""
        self._controller.edit(entry_id, text)

    def allow(self, *, usd: float = 0, tokens: int = 0, uncounted: bool = False) -> None:
        """Let the run spend more than its budget, and go on if that was what held it.

        A run is also held when a model call cannot be counted: its server tells no tokens, or its model has
        no price. Allowing anything lets such calls pass from then on; ``uncounted=True`` does only that.
        """
        self._controller.allow(usd, tokens, uncounted=uncounted)

    def approve(
        self,
        call: str | Entry | None = None,
        arguments: str | Mapping[str, Any] | None = None,
        *,
        always: bool = False,
    ) -> None:
        """Let a waiting tool call run, perhaps with other ``arguments``; ``always``: from now on.

        ``call`` is one of ``interruptions`` or its ``call_id``; it may be left out when only one waits.
        Raises ``ValueError`` for a call that does not wait, or for arguments that cannot be taken.
        """
        self._controller.approvals.approve(_call_id(call), arguments, always=always)

    def deny(self, call: str | Entry | None = None, message: str | None = None) -> None:
        """Refuse a waiting tool call; ``message`` is what the model is told.

        ``call`` is as for ``approve``: ``widget.deny(message="Too much.")`` when only one waits.
        """
        self._controller.approvals.deny(_call_id(call), message)

    async def wait_for(self, *statuses: RunStatus) -> RunStatus:
        """Wait until the run has one of these statuses, or has ended; gives the status it has.

        ``"waiting"`` is a run that waits for you: for an approval, for ``resume``, for more budget.
        """
        known = get_args(RunStatus)
        if unknown := [status for status in statuses if status not in known]:
            raise ValueError(f"There is no status {unknown[0]!r}; there is {', '.join(known)}.")
        await self._until(lambda: self._controller.status in statuses)
        return self._controller.status

    async def wait_for_approval(self) -> list[Entry]:
        """Wait until tool calls need approval, and give them; nothing when the run ended without."""
        await self._until(lambda: bool(self._controller.approvals.pending))
        return self.interruptions

    def seek(self, t: float | None) -> None:
        """Show the run in every view as it was ``t`` seconds after it began; None: as it is now.

        Views opened later show that instant too. The reader may move on from there. A ``t`` after the
        last thing recorded shows that. Raises ``TypeError`` or ``ValueError`` for what is no such time.
        """
        self.instant = {"t": milliseconds(t), "nth": self.instant["nth"] + 1}

    # What it did so far

    @property
    def transcript(self) -> Transcript:
        """Everything seen of the run so far."""
        self._controller.channel.flush()
        return self._controller.channel.transcript

    @property
    def tape(self) -> Tape:
        """The run so far as a recording."""
        self._controller.channel.flush()
        return self._controller.channel.tape

    @property
    def usage(self) -> dict[str, int]:
        """Tokens so far: requests, input_tokens, output_tokens, cached_tokens, reasoning_tokens."""
        return self.transcript.usage

    @property
    def interruptions(self) -> list[Entry]:
        """The tool calls that wait for approval."""
        return [entry for entry in self.transcript.entries if entry.state == "awaiting_approval"]

    @property
    def tools(self) -> Mapping[str, ToolHistory]:
        """The tools the run has called, by name: ``widget.tools["find_orders"].value``."""
        return Tools(self.transcript, self._controller.recorder.tool_values)

    def save(self, path: str | Path) -> None:
        """Save the run: ``.html`` to look at anywhere, ``.md`` to read, ``.jsonl`` to ``watch`` again."""
        save(self.tape, Path(path))

    def close(self) -> None:
        """Stop the run and take the view away."""
        if "_own_layout" in vars(self):  # the base class also closes a widget whose constructor raised
            self.stop()
            self._saved.close()
            self._own_layout.close()  # else ipywidgets keeps it for ever
        super().close()

    def __repr__(self) -> str:
        run = self.transcript
        return f"<AgentWidget {run.status}: {len(run.entries)} entries, agent {run.agent!r}>"

    # The notebook

    def open(self) -> None:
        """Open the comm to the pages; the base class calls this."""
        super().open()
        PACE.reserve(time.monotonic(), 2)  # the widget's and its layout's
        clear_reply_subshell(self.comm)

    def _send(self, msg: dict[str, Any], buffers: Any = None) -> None:
        is_row = "patches" in (msg.get("content") or ())
        if not is_row:  # rows are counted by the channel
            PACE.reserve(time.monotonic())
        super()._send(sendable(msg), buffers=buffers)
        clear_reply_subshell(self.comm)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        if bundle is not None:
            display(bundle[0], metadata=bundle[1], raw=True)  # type: ignore[no-untyped-call]
        self._saved.show(self.transcript)

    def _send_to_views(self, message: Message) -> None:
        self._views.send(message)
        self._saved.update_soon()

    def _on_settled(self) -> None:
        """Write the transcript into the saved notebook: the run has ended, or waits for somebody."""
        if self._saved.shown:
            self._saved.update(self.transcript)
        if not self._views.connected:
            self._send_whole_state()

    def _send_whole_state(self) -> None:
        if self.comm is not None:  # before, the constructor sends it; after, nobody is there
            self.send_state("snapshot")

    async def _wait_for_result(self) -> Any:
        try:
            await self._until(lambda: False)
        except asyncio.CancelledError:
            self.stop()
            raise
        return self._result()

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait until a condition holds, or the run has ended."""
        await self._controller.loop.calls_handled()
        end = asyncio.ensure_future(self._controller.log.wait())
        try:
            while not end.done() and not reached():
                await asyncio.wait({end}, timeout=INTERRUPTIBLE_SECONDS)
        finally:
            end.cancel()

    def _result(self) -> Any:
        # When no view was heard of, a program runs this notebook: it keeps only what is sent while the cell
        # runs that it waits for.
        if not self._views.connected:
            self._on_settled()
        if self._controller.error is not None:
            raise self._controller.error
        self._awaited_in_cell = cell_number()
        self._controller.attach(self)
        result = self._controller.adapter.result
        return self.transcript if result is None else result

    @property
    def awaited_in_this_cell(self) -> bool:
        """Whether the cell that now runs has waited for the run."""
        return self._awaited_in_cell is not None and self._awaited_in_cell == cell_number()


def _call_id(call: str | Entry | None) -> str | None:
    return call.call_id if isinstance(call, Entry) else call
