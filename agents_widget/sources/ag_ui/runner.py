"""Runs an agent behind an address: ``watch("http://127.0.0.1:8000/agui", "Hello")``, ``Chat("http://...")``."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Mapping
from typing import Any

from ...agents.approvals import Decision
from ...agents.run_internal import background
from ..agent_runner import AgentRunner, Input
from ..base import Ability, Adapter, Options, RunOutcome
from ..events import RunEvent, tool_output
from .interrupts import Interrupt, read_interrupts
from .reading import Reading
from .run_input import RunRequest, check_config
from .translator import Translator
from .wire import Event


class AgUiRunner(AgentRunner):
    """Asks the server at an address that speaks AG-UI."""

    framework = "AG-UI"

    @classmethod
    def matches(cls, agent: Any) -> bool:
        """Whether it is an address that begins with http:// or https://."""
        return isinstance(agent, str) and agent.startswith(("http://", "https://"))

    @classmethod
    def loop_of(cls, agent: Any) -> asyncio.AbstractEventLoop:
        """Give the background loop: the connection is the run's own."""
        return background.loop()

    @classmethod
    def check(cls, agent: Any, options: Options) -> None:
        """Raise ``TypeError`` for an option that a request has no place for."""
        super().check(agent, options)
        check_config(options.get("config") or {})

    @classmethod
    def start(cls, agent: Any, input: Input, options: Options) -> Adapter:
        """Give the adapter of a run, which is asked for when its events are read."""
        return AgUiRunAdapter(agent, RunRequest(input, options.get("config") or {}), options)


class AgUiRunAdapter(Adapter):
    """A run that a server makes for us."""

    abilities: tuple[Ability, ...] = ("stop", "approve")

    def __init__(self, url: str, request: RunRequest, options: Options) -> None:
        super().__init__(url)
        self.next_agent = url
        self.options = options
        self._request = request
        self._reading = Reading(Translator(request.conversation))
        self._interrupts: list[Interrupt] = []
        """What the run waits for, or waited for before it was resumed."""
        self._decisions: dict[str, Decision] = {}
        """What was decided of that, by call id."""
        self._always: set[str] = set()
        """Tools whose calls are approved in this run without asking."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Ask for the run, and read its events; again while what it waits for is approved already."""
        from .http import post_events  # here, for only who asks a server needs an HTTP client

        while True:
            resume = [each.answer(self._decisions) for each in self._interrupts] or None
            stream = post_events(self.source, self._request.body(resume), self._request.headers)
            async with contextlib.aclosing(self._reading.follow(stream)) as events:
                async for event in events:
                    yield event
            self.result = self._reading.result
            if not self._interrupts or self.interruptions():
                return

    def translate(self, event: Event) -> Iterable[RunEvent]:
        """Give what an event means; with the end of a run, note what it asks."""
        meaning = self._reading.translate(event)
        if event.get("type") == "RUN_STARTED":
            return [*self._answered_questions(), *meaning]
        if event.get("type") == "RUN_FINISHED":
            self._wait()
        return meaning

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended."""
        return self._reading.outcome

    @property
    def begun_calls(self) -> Collection[str]:
        """The calls whose tools have begun."""
        return self._reading.begun_calls

    def history(self) -> list[Any]:
        """Give where the next run begins, and the messages that it is sent."""
        return [self._request.position, *self._request.conversation.to_list(with_open_calls=False)]

    def interruptions(self) -> Mapping[str, Any]:
        """Give what waits for an answer, by the call ids of the rows."""
        rows = {call_id: row for each in self._interrupts for call_id, row in each.rows.items()}
        return {call_id: row for call_id, row in rows.items() if call_id not in self._decisions}

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Have the next request say what was decided."""
        self._decisions |= decisions
        self._always |= {
            tool
            for each in self._interrupts
            for call_id, tool in each.tools.items()
            if self._decisions[call_id].always
        }
        return self

    def _wait(self) -> None:
        """Note what the run waits for, and what of that is approved already."""
        translator = self._reading.translator
        conversation = translator.conversation
        open_calls = [call for call in conversation.calls.values() if call.id not in conversation.answered]
        self._interrupts = read_interrupts(translator.end, translator.asked, open_calls)
        can_edit = any(each.can_edit for each in self._interrupts)
        self.abilities = ("stop", "approve", "edit_arguments") if can_edit else ("stop", "approve")
        tools = {call_id: tool for each in self._interrupts for call_id, tool in each.tools.items()}
        self._decisions = {call_id: Decision(True) for call_id, tool in tools.items() if tool in self._always}

    def _answered_questions(self) -> Iterator[RunEvent]:
        """End the rows that stand for a question: the run goes on with the answer."""
        for interrupt in self._interrupts:
            if interrupt.has_own_row:
                answer = interrupt.answer(self._decisions)
                for call_id in interrupt.rows:
                    yield tool_output(call_id, answer.get("payload"))
