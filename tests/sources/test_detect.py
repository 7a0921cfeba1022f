"""The table of adapters, and a user's own: which adapter reads what, and what is said of the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import agents
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI, OpenAI

from agents_widget import Agent, DemoModel, Runner, Tape, watch
from agents_widget.sources import Adapter, IteratorAdapter, events
from agents_widget.sources.any_iterator import AnyIteratorAdapter
from agents_widget.sources.detect import ADAPTERS, find_adapter, make_adapter
from agents_widget.sources.openai_agents import OwnRunAdapter, SdkRunAdapter
from agents_widget.sources.recording import RecordingAdapter
from agents_widget.sources.responses import ResponsesAdapter


async def words() -> AsyncIterator[str]:
    for word in ("Hello", " there"):
        yield word


def letters() -> Iterator[str]:
    yield from "ab"


class WordAdapter(IteratorAdapter):
    """A stream of words."""

    def translate(self, event: str) -> list[Any]:
        return [events.message_delta(event)]


def kinds(source: Any) -> list[type[Adapter]]:
    return [kind for kind in ADAPTERS if kind.matches(source)]


async def test_every_shape_has_its_adapter(tmp_path: Path) -> None:
    Tape().write(tmp_path / "run.jsonl")
    agent = Agent(name="A", model=DemoModel(["Hello."], tokens_per_second=None))
    own = Runner.run_streamed(agent, "Hi")
    foreign = agents.Runner.run_streamed(agents.Agent(name="A"), "Hi")
    foreign.cancel()
    assert kinds(Tape()) == kinds("x.jsonl") == kinds(tmp_path / "run.jsonl") == [RecordingAdapter]
    assert kinds(own)[0] is OwnRunAdapter
    assert kinds(foreign) == [SdkRunAdapter]
    assert kinds(words()) == kinds(letters()) == kinds([]) == kinds(()) == [AnyIteratorAdapter]
    assert kinds("Hello") == kinds(42) == kinds({}) == kinds(None) == []
    await own.log.wait()


async def test_the_streams_of_both_openai_clients(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    import answers

    loopback.answer(answers.text("a"), answers.text("b"))
    stream = await client.responses.create(model="test-model", input="Hi", stream=True)
    assert kinds(stream)[0] is ResponsesAdapter
    await stream.close()
    with OpenAI(base_url=loopback.base_url, api_key="sk-test") as blocking:
        ordinary = await asyncio.to_thread(
            lambda: blocking.responses.create(model="test-model", input="Hi", stream=True)
        )
        assert kinds(ordinary)[0] is ResponsesAdapter
        ordinary.close()


def test_the_adapter_has_the_options_of_a_run_that_goes_on() -> None:
    adapter = find_adapter(letters(), {"context": "mine"})
    assert isinstance(adapter, AnyIteratorAdapter)
    assert adapter.options == {}  # an iterator is not gone on from


async def test_a_class_reads_the_source() -> None:
    widget = watch(words(), adapter=WordAdapter)
    transcript = await widget
    assert [(entry.kind, entry.text) for entry in transcript.entries] == [("message", "Hello there")]
    assert [event async for event in widget] == ["Hello", " there"]


async def test_a_function_makes_the_adapter_of_the_source() -> None:
    class Framework:
        words = staticmethod(words)

    widget = watch(Framework(), adapter=lambda framework: WordAdapter(framework.words()))
    assert (await widget).entries[0].text == "Hello there"


async def test_an_adapter_is_used_as_it_is() -> None:
    widget = watch(None, adapter=WordAdapter(words()))
    assert (await widget).entries[0].text == "Hello there"


async def test_an_adapter_goes_before_the_table() -> None:
    widget = watch(["a", "b"], adapter=WordAdapter)
    assert (await widget).entries[0].text == "ab"


class NoEvents(Adapter):
    """Without what every adapter needs."""


class NoResume(IteratorAdapter):
    """Lists an ability that it has half of the methods for."""

    abilities = ("pause",)

    def pause(self, on_hold: Any) -> None:
        """Hold nothing."""


class Misspelt(IteratorAdapter):
    """Lists an ability that there is not."""

    abilities: Any = ("stopp",)


class OneText(IteratorAdapter):
    """Lists no tuple."""

    abilities: Any = "stop"


@pytest.mark.parametrize(
    ("adapter", "says"),
    [
        (42, r"adapter= takes a subclass of agents_widget.sources.Adapter, .* not an object of type int"),
        (
            lambda source: source,
            r"made an object of type list of the source. It has to make an agents_widget",
        ),
        (NoEvents, r"NoEvents does not define events\(\). See docs/adapters.md"),
        (NoResume, r"NoResume does not define resume\(\)"),
        (Misspelt, r"Misspelt.abilities is a tuple of 'stop', .*, not \('stopp',\)"),
        (OneText, r"OneText.abilities is a tuple of 'stop', .*, not 'stop'"),
    ],
)
def test_what_is_no_adapter(adapter: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        make_adapter(adapter, [])
    with pytest.raises(TypeError, match=says):
        watch([], adapter=adapter)


def test_a_budget_needs_an_adapter_that_can_pause() -> None:
    with pytest.raises(ValueError, match="A budget needs a run that can be held"):
        watch(words(), adapter=WordAdapter, budget_tokens=1)


class Steered(Adapter):
    """A run of another framework, with everything that can be asked of one."""

    abilities = ("stop", "stop_after_turn", "pause", "approve", "edit_arguments", "say")
    input = "Refund A"
    result = "the result"

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.asked: list[Any] = []
        self.more = asyncio.Event()
        self.decided = False
        self.stopped = asyncio.Event()

    async def events(self) -> AsyncGenerator[Any, None]:
        if not self.decided:
            yield events.agent_started("Ada")
            yield events.model_call_started("test-model")
            yield events.tool_call_started("c1", "refund")
            await self.more.wait()
            yield events.model_call_done("test-model", input_tokens=3)
            return
        yield events.tool_output("c1", "refunded")
        await self.stopped.wait()

    def interruptions(self) -> dict[str, Any]:
        if self.decided:
            return {}
        schema = {"type": "object", "properties": {"order": {}}, "additionalProperties": False}
        return {"c1": events.approval_request("c1", "refund", {"order": "A"}, schema=schema, agent="Ada")}

    def resume_with(self, decisions: Any) -> Adapter:
        self.asked.append(("decided", dict(decisions)))
        self.decided = True
        return self

    def pause(self, on_hold: Any) -> None:
        self.asked.append("pause")
        on_hold("")

    def resume(self) -> None:
        self.asked.append("resume")

    def say(self, text: str) -> None:
        self.asked.append(("say", text))

    def stop(self, *, after_turn: bool) -> bool:
        self.asked.append(("stop", after_turn))
        self.stopped.set()
        return True

    @property
    def outcome(self) -> Any:
        return "cancelled"

    def attach(self, log: Any, widget: Any) -> None:
        self.asked.append("attached")


async def test_everything_that_is_asked_of_a_run_goes_through_its_adapter() -> None:
    adapter = Steered("a run")
    widget = watch("a run", adapter=adapter)
    assert adapter.asked == ["attached"]
    async for _ in widget:
        break
    widget.pause()
    assert await widget.wait_for("waiting") == "waiting"
    widget.resume()
    widget.say("Be quick.")
    adapter.more.set()
    [waiting] = await widget.wait_for_approval()
    assert (waiting.tool, waiting.arguments, waiting.agent) == ("refund", '{"order": "A"}', "Ada")
    with pytest.raises(ValueError, match="The tool takes order, not orders"):
        widget.approve(arguments={"orders": "B"})
    widget.approve(arguments={"order": "B"}, always=True)
    while not widget.tools["refund"].calls[0].value:
        await asyncio.sleep(0)
    widget.stop(after_turn=True)
    assert await widget == "the result"
    assert widget.transcript.status == "cancelled"
    assert [entry.kind for entry in widget.transcript.entries] == ["user", "tool_call", "user"]
    [(_, decisions)] = [each for each in adapter.asked if each[0] == "decided"]
    assert (decisions["c1"].arguments, decisions["c1"].always) == ('{"order": "B"}', True)
    assert [each for each in adapter.asked if each[0] != "decided"] == [
        "attached",
        "pause",
        "resume",
        ("say", "Be quick."),
        ("stop", True),
        "attached",
    ]
