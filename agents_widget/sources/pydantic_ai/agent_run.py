"""A run of a pydantic-ai agent that a widget owns: ``watch(agent, "Hello")`` and ``Chat(agent)``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from typing import Any

from ...agents.approvals import Decision
from ...agents.run_internal.steering import Steering
from ...transcript.fields import type_name
from ..base import EVERY_ABILITY, Adapter, RunEndedError
from ..events import RunEvent
from .adapter import PydanticAIAdapter
from .inner_run import InnerEvent
from .messages import responses_in, with_results
from .run_call import RunCall
from .run_hooks import RunHooks

AHEAD = 100
"""Events that the run may be ahead of who reads them."""
_WAITS = object()
"""Instead of an event: the run waits for approvals."""
_ENDED = object()
"""Instead of an event: there are no more."""


class AgentRunAdapter(PydanticAIAdapter):
    """A run by ``agent.iter``, in a task of its own, which enters and leaves it.

    All that it asks of the run is public: https://pydantic.dev/docs/ai/api/agent (``Agent.iter``),
    https://pydantic.dev/docs/ai/api/capabilities (``Hooks``).
    """

    abilities = EVERY_ABILITY

    def __init__(self, call: RunCall) -> None:
        super().__init__(call.agent, call)
        self._call: RunCall = call
        self.steering = Steering()
        self._hooks = RunHooks(self)
        self._capability = self._hooks.capability()
        if self._capability is None:
            self.abilities = ("stop", "say")
        self._run: Any = None
        """The ``AgentRun``, once it has begun."""
        self._driver: asyncio.Task[None] | None = None
        """The task that the run is in."""
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Any] = asyncio.Queue(AHEAD)
        self._is_read = False
        self._has_ended = False
        self._said: list[str] = []
        """What was said before the run had begun."""
        self._requests: Mapping[str, RunEvent] = {}
        """The calls that wait for approval."""
        self._decided: asyncio.Future[Mapping[str, Decision]] | None = None

    @property
    def model_name(self) -> str:
        """The model that is asked."""
        return self._hooks.model_name

    @property
    def writes_json(self) -> bool:
        """Whether what the model writes is JSON."""
        return self._hooks.writes_json

    # Reading

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the run, up to its end or to calls that wait for approval."""
        if self._driver is None:
            self._driver = self._loop.create_task(self._drive())
        self._requests, self._is_read = {}, True
        event: Any = None
        try:
            while (event := await self._events.get()) is not _WAITS and event is not _ENDED:
                yield event
        finally:
            self._is_read = False
            if event is not _WAITS and event is not _ENDED:
                self._driver.cancel()  # nobody reads on
        if event is _ENDED and self._error is not None:
            self._end_by(self._error)

    async def put_inner(self, event: InnerEvent) -> None:
        """Take an event of a run inside a tool, on any event loop."""
        put = self._events.put(event)
        if asyncio.get_running_loop() is self._loop:
            await put
        else:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(put, self._loop))

    async def _drive(self) -> None:
        try:
            await self._follow()
        except BaseException as error:  # noqa: BLE001 - who reads the events raises it
            self._error = error
        finally:
            self._has_ended = True
            if self._is_read:
                await self._events.put(_ENDED)

    async def _follow(self) -> None:
        """Take the run to its end, and put its events where they are read."""
        arguments = dict(self._call.arguments)
        if self._capability is not None:
            arguments["capabilities"] = [*(arguments.get("capabilities") or ()), self._capability]
        async with self._call.agent.iter(self._call.prompt, infer_name=False, **arguments) as run:
            self._run = run
            for text in self._said:
                run.enqueue(text)
            node = run.next_node
            while type_name(node) != "End":
                if hasattr(node, "stream"):
                    async with node.stream(run.ctx) as events:
                        async for event in events:
                            await self._events.put(event)
                self.steering.end_step()
                node = await run.next(node)
        # What ``run_stream_events`` ends with, too.
        result = sys.modules["pydantic_ai"].AgentRunResultEvent(run.result)
        self._note(result)
        await self._events.put(result)

    def responses(self) -> Sequence[Any]:
        """Give the model's responses so far."""
        return responses_in(self._run.new_messages())

    def history(self) -> list[Any]:
        """Give the messages that the next run goes on from; of a run that has failed, those so far."""
        if not self._messages and self._run is not None:
            self._messages = with_results(self._run.all_messages())
        return super().history() or list(self._call.arguments.get("message_history") or ())

    @property
    def begun_calls(self) -> Collection[str]:
        """The calls whose tools have begun."""
        return self.steering.begun_calls

    @property
    def call_errors(self) -> Mapping[str, BaseException]:
        """What tools raised, of the calls that have no result."""
        open_calls = self._translation.open_calls
        return {each: error for each, error in self.steering.call_errors.items() if each in open_calls}

    # Steering

    def stop(self, *, after_turn: bool) -> bool:
        """Cancel the run, now or before its next model call."""
        if after_turn:
            self.steering.stop_after_turn = True
            self.steering.release()
        else:
            self.steering.cancelled = True
            self.cancel_run()
        return True

    def cancel_run(self) -> None:
        """Cancel the run; 1.x and a run that is only just beginning have to be cancelled by their task."""
        cancel = getattr(self._run, "cancel", None)
        self._was_cancelled = True
        if cancel is not None:
            cancel()
        elif self._driver is not None:
            self._driver.cancel()

    def pause(self, on_hold: Callable[[str], None]) -> None:
        """Hold the run before its next model call or tool."""
        self.steering.on_hold = on_hold
        self.steering.pause()

    def step(self, on_hold: Callable[[str], None]) -> str:
        """Let the run take one step, and give the call that goes on if one was held."""
        next_held = self.steering.next_held
        self.steering.on_hold = on_hold
        self.steering.step()
        return next_held

    def resume(self) -> None:
        """Let the run go on."""
        self.steering.release()

    def say(self, text: str) -> None:
        """Tell the model something before its next call."""
        if self._has_ended:
            raise RunEndedError("The run has ended.")
        if self._run is None:
            self._said.append(text)
        elif hasattr(self._run, "cancel"):
            try:
                self._run.enqueue(text)
            except Exception as error:
                raise RunEndedError("The run has ended.") from error
        else:  # 1.x takes it on the run's own loop only
            self._loop.call_soon_threadsafe(self._run.enqueue, text)

    # Approvals

    def interruptions(self) -> Mapping[str, Any]:
        """Give the tool calls that wait for approval."""
        return self._requests

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        """Have the run go on."""
        if self._decided is not None:
            self._decided.set_result(decisions)
        return self

    async def decide(self, requests: Mapping[str, RunEvent]) -> Mapping[str, Decision]:
        """Have somebody decide about calls that wait for approval, by call id."""
        self._requests = requests
        self._decided = self._loop.create_future()
        await self._events.put(_WAITS)
        return await self._decided
