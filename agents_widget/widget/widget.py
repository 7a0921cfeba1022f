"""The widget: what a notebook cell shows of a run, and what Python can ask of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, get_args
from uuid import uuid4

import traitlets

from ..transcript.export.format import one_line
from ..transcript.export.spans import export_spans
from ..transcript.kept_run import Lineage
from ..transcript.schema import Entry, RunStatus, Transcript
from ..transcript.tape import Tape
from ..utf8 import sendable
from .channel import Message, Send
from .commands import Commands
from .final_output import final_output
from .fork.change import NOT_GIVEN, Change
from .fork.fork import fork_opener
from .fork.trunk import Trunk
from .instant import milliseconds
from .notebook import cell_number
from .other_names import INSTEAD
from .page_widget import PageWidget
from .registry import register
from .run.controller import RunController
from .save import save
from .saved_page import SavedPage
from .tools import ToolHistory, Tools
from .views import Views

# The view shows what went wrong; Python's last resort would print it again, in red, below the view.
logging.getLogger("agents_widget").addHandler(logging.NullHandler())

INTERRUPTIBLE_SECONDS = 0.1
"""How often somebody who awaits looks up, so that the notebook's interrupt reaches them."""

CLOSED_LOOP_SECONDS = 1.0
"""How often somebody who blocks looks whether the run's event loop was closed, of which nobody is told."""

OpenController: TypeAlias = Callable[[Send, Callable[[], None]], RunController]
"""Makes the controller of a widget. It is given ``send``, which takes the messages for the views, and
``on_settled``, to be called when the run has ended or waits for somebody."""


class AgentWidget(PageWidget):
    """A live view of an agent run. ``watch`` makes one.

    ``await widget`` gives the run's result and ``async for event in widget`` its events, each from
    the first, for any number of readers.
    """

    _anywidget_id = traitlets.Unicode(f"{__module__}.{__qualname__}").tag(sync=True)

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

    def __init__(self, open_controller: OpenController, height: int | str | None = None) -> None:
        page = f"agw-{uuid4().hex[:12]}"
        language = partial(getattr, self, "language")
        # Both before the base class: what has happened already is written, too.
        self._saved = SavedPage(page, lambda: self._controller.channel.copy_transcript(), language)
        self._views = Views(self.send, self._send_whole_state)
        # Before the base class, which asks for the snapshot. What is sent until then is in the snapshot.
        self._controller = open_controller(self._send_to_views, self._on_settled)
        self._commands = Commands(self._controller, self._views, page, language)
        self._awaited_in_cell: int | None = None
        self.cell = cell_number()
        """The number of the cell that made the view; None outside a notebook."""
        super().__init__(page, self._saved, height)
        self.on_msg(lambda _, content, buffers: self._commands.receive(content))
        self._controller.attach(self)
        register(self)
        self._controller.begin()

    if not TYPE_CHECKING:  # to a checker, a class with this method has every attribute

        def __getattr__(self, name: str) -> Any:
            """Raise ``AttributeError``, with what to write instead if that is known."""
            if name not in INSTEAD:
                return self.__getattribute__(name)  # raises again what it raised
            raise AttributeError(f"A widget has no {name!r}: write {INSTEAD[name]}.")

    # The run

    def __await__(self) -> Generator[Any, None, Any]:
        return self._wait_for_result().__await__()

    def __aiter__(self) -> AsyncIterator[Any]:
        self._controller.check_can_end()
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
        self._controller.check_can_end()
        self._display_if_unseen()
        try:
            while not self._controller.phase.wait_until_idle(CLOSED_LOOP_SECONDS):
                self._controller.end_on_closed_loop()
        except BaseException:
            self.stop()
            raise
        return self._result()

    def stop(self, *, after_turn: bool = False) -> None:
        """Stop the run: at once, or when the model call and the tools under way are done.

        Nothing happens when no run is at work; so too for ``pause``, ``step`` and ``resume``.
        """
        self._controller.stop(after_turn=after_turn)

    def pause(self) -> None:
        """Hold the run before its next model call, tool or handoff.

        Raises ``RuntimeError`` if it cannot be held.
        """
        self._controller.pause()

    def step(self) -> None:
        """Let the run take one step (a model call, a tool or a handoff), and hold it before the next one.

        Of several tools that are ready, one runs. In a run that is not held what is under way is the step.
        ``await widget.wait_for("waiting")`` waits until it holds again, or has ended. Raises
        ``RuntimeError`` as ``resume`` does, and for a run that cannot be stepped through.
        """
        self._controller.step()

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
        """Go back to one of your messages and say something else; what came after is another branch."""
        self._controller.edit(entry_id, text)

    def branch(self, entry_id: str, to: int) -> None:
        """Show branch number ``to``, from 1, of one of your messages, and go on from there.

        ``edit`` and ``retry`` begin branches: ``widget.transcript.branches`` has, by the message's entry,
        which is shown and how many there are. What all of them used counts. Raises ``ValueError`` where there
        is no such branch, and ``RuntimeError`` while a run is at work.
        """
        self._controller.branch(entry_id, to)

    def fork(
        self,
        entry: str | Entry | None = None,
        *,
        output: Any = NOT_GIVEN,
        text: str | None = None,
        arguments: str | Mapping[str, Any] | None = None,
        model: Any = None,
        agent: Any = None,
        instructions: Any = None,
        context: Any = None,
        height: int | str | None = None,
    ) -> AgentWidget:
        """Begin another run with this one's conversation, and give its widget at once; this one stays.

        It is cut before the next model call after an ``entry`` (one of ``transcript.entries`` or its id;
        none: the end, which ``text`` goes on from). No tool that has run before it runs again. ``output`` is
        another of the tool call that the entry is, ``arguments`` has that call made again; ``text`` replaces
        a user's message, and is said after any other entry. ``model`` and ``instructions`` are other ones of
        the agent that goes on, ``agent`` is another one. ``context`` is the fork's own; without it, it is
        copied. Raises ``LookupError``, ``ValueError`` or ``TypeError`` where the run cannot be forked.
        """
        change = Change(
            output=output,
            text=text,
            arguments=arguments,
            model=model,
            agent=agent,
            instructions=instructions,
        )
        return AgentWidget(fork_opener(self._trunk(), entry, change, context), height)

    @property
    def lineage(self) -> Lineage | None:
        """What the run was forked from: ``parent``, ``entry`` and ``change``; None for no fork."""
        return self._controller.lineage

    def _trunk(self) -> Trunk:
        return self._controller.trunk()

    def allow(self, *, usd: float = 0, tokens: int = 0, uncounted: bool = False) -> None:
        """Let the run spend more than its budget, and go on if that was what held it.

        A run is also held when a model call cannot be counted: its server does not tell the tokens read
        and written, or its model has no price. Allowing anything lets such calls pass from then on;
        ``uncounted=True`` does only that.
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

    def approve_all(self) -> None:
        """Let every tool call run that waits for approval, as the model wrote it."""
        self._controller.approvals.approve_all()

    def deny(self, call: str | Entry | None = None, message: str | None = None) -> None:
        """Refuse a waiting tool call; ``message`` is what the model is told.

        ``call`` is as for ``approve``: ``widget.deny(message="Too much.")`` when only one waits.
        """
        self._controller.approvals.deny(_call_id(call), message)

    def answer(self, answer: Mapping[str, Any] | None, call: str | Entry | None = None) -> None:
        """Answer what a running tool asks, such as ``{"sure": True}``; None declines.

        ``call`` is as for ``approve``. Raises ``ValueError`` for a call that asks nothing, or for an answer
        that the question's schema refuses.
        """
        self._controller.recorder.questions.answer(answer, _call_id(call))

    async def wait_for(self, *statuses: RunStatus) -> RunStatus:
        """Wait until the run has one of these statuses, or has ended; gives the status it has.

        ``"waiting"`` is a run that waits for you: for an approval, an answer, ``resume``, or more budget.
        """
        known = get_args(RunStatus)
        if unknown := [status for status in statuses if status not in known]:
            raise ValueError(f"There is no status {unknown[0]!r}; there is {', '.join(known)}.")
        await self._until(lambda: self._controller.status in statuses)
        return self._controller.status

    async def wait_for_approval(self) -> list[Entry]:
        """Wait until tool calls need approval, and give them; nothing when the run ended without."""
        # They are pending a moment before the run, on its own thread, has shown them.
        await self._until(lambda: bool(self._controller.approvals.pending and self.interruptions))
        return self.interruptions

    async def wait_for_question(self) -> list[Entry]:
        """Wait until running tools ask something, and give their calls; nothing when the run ended first."""
        questions = self._controller.recorder.questions

        def asking() -> list[Entry]:
            return [each for each in self.transcript.entries if each.question] if questions.open else []

        await self._until(lambda: bool(asking()))
        return asking()

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
        self._controller.channel.update()
        return self._controller.channel.transcript

    @property
    def tape(self) -> Tape:
        """The run so far as a recording."""
        return self._controller.tape

    @property
    def usage(self) -> dict[str, int]:
        """Tokens so far: requests, input_tokens, output_tokens, cached_tokens, reasoning_tokens."""
        return self.transcript.usage

    @property
    def status(self) -> RunStatus:
        """How the run stands: running, waiting, done, failed or cancelled."""
        return self._controller.status

    @property
    def at_work(self) -> bool:
        """Whether there is a run that has not ended; it may wait for somebody."""
        return self._controller.running

    @property
    def final_output(self) -> Any:
        """What the run answered; None until it is done."""
        return final_output(self._controller.adapter.result, self.transcript)

    @property
    def error(self) -> BaseException | None:
        """What ended the run, when an error did."""
        return self._controller.error

    @property
    def cost(self) -> float | None:
        """What it cost so far in US dollars, by the ``prices`` that were given; None without."""
        return self.transcript.cost

    @property
    def interruptions(self) -> list[Entry]:
        """The tool calls that wait for approval."""
        return [entry for entry in self.transcript.entries if entry.state == "awaiting_approval"]

    @property
    def tools(self) -> Mapping[str, ToolHistory]:
        """The tools the run has called, by name: ``widget.tools["find_orders"].value``."""
        return Tools(self.transcript, self._controller.recorder.tool_values)

    # Notes and files

    def annotate(self, entry: str | Entry, text: str) -> None:
        """Write a note at an entry, in place of the one it has; it is kept in the tape and in every export.

        ``entry`` is one of ``transcript.entries`` or its id, ``text`` plain text; an empty one takes the note
        away. Raises ``LookupError`` for an entry that is not there, ``ValueError`` for too long a text.
        """
        self._controller.annotate(_entry_id(entry), text.strip())

    def remove_annotation(self, entry: str | Entry) -> None:
        """Take the note at an entry away, if it has one."""
        self.annotate(entry, "")

    @property
    def annotations(self) -> dict[str, str]:
        """The notes, by the id of their entry, in the order of the transcript."""
        return {entry.id: entry.annotation for entry in self.transcript.entries if entry.annotation}

    def save(self, path: str | Path, *, report: bool | None = None) -> Path:
        """Save the run: ``.html`` to look at anywhere, ``.md`` to read, ``.jsonl`` to ``watch`` again.

        A report is a page to print and to hand on, with everything open to read and nothing to steer: an
        ``.html`` whose name has "report" in it (``report`` says it whatever the name), and a ``.pdf``, which
        needs a browser. ``agents_widget.save`` writes several runs into one. Of several branches every file
        has the one that is shown: to keep each, ``branch`` to it and save it to a file of its own. The words
        are those of ``language``. Gives the path of the file.
        """
        return save(self.tape, path, report=report, language=self.language)

    def to_otel(self, tracer: Any = None, *, content: bool = True) -> Any:
        """Write the run as OpenTelemetry spans when it has ended, and give the outermost: docs/traces.md.

        ``tracer`` is where they go, by default that of the tracer provider that is set. Without ``content``
        nothing of what was said is in them. Raises ``ImportError`` without opentelemetry-api, ``ValueError``
        for a run that is at work.
        """
        return export_spans(self.transcript, tracer, content=content)

    def close(self) -> None:
        """Stop the run and take the view away."""
        if self._is_made:
            self.stop()
        super().close()

    def __repr__(self) -> str:
        run = self.transcript
        cell = "" if self.cell is None else f" in cell {self.cell}"
        return f"<AgentWidget {one_line(run.status)}{cell}: {len(run.entries)} entries, agent {run.agent!r}>"

    # The notebook

    def _content(self) -> Transcript:
        return self.transcript

    def _is_connected(self) -> bool:
        return self._views.connected

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
        self._display_if_unseen()
        try:
            await self._until(lambda: False)
        except asyncio.CancelledError:
            self.stop()
            raise
        return self._result()

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait until a condition holds, or the run has ended."""
        self._controller.check_can_end()
        await self._controller.loop.calls_handled()
        end = asyncio.ensure_future(self._controller.log.wait())
        try:
            while not end.done() and not reached():
                await asyncio.wait({end}, timeout=INTERRUPTIBLE_SECONDS)
                self._controller.end_on_closed_loop()
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


def _entry_id(entry: str | Entry) -> str:
    return entry.id if isinstance(entry, Entry) else entry


def _call_id(call: str | Entry | None) -> str | None:
    return call.call_id if isinstance(call, Entry) else call
