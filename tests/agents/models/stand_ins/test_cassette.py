"""A cassette records real answers from real bytes, and plays them again."""

from __future__ import annotations

import asyncio
import json
import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from answers import Gate, call as call_part, chat, reasoning, respond, status, text as text_part
from loopback import LoopbackServer, Request
from openai import AsyncOpenAI

from agents_widget import (
    Agent,
    Cassette,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
)
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import Model, ModelTracing
from agents_widget.agents.models.stand_ins.cassette_miss import CassetteMissError
from agents_widget.agents.models.stand_ins.cassette_takes import cassette_epoch
from agents_widget.agents.usage import Usage
from agents_widget.testing import ScriptedModel, assistant_message, call, handoff, text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lesson.jsonl"


@function_tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"snow in {city}"


def ask(model: Model, prompt: str = "hi", instructions: str | None = None, **settings: Any) -> Any:
    return model.stream_response(
        instructions, prompt, ModelSettings(**settings), [], None, [], ModelTracing.DISABLED
    )


async def events_of(model: Model, *args: Any, **settings: Any) -> list[dict[str, Any]]:
    return [plain(event) async for event in ask(model, *args, **settings)]


def plain(event: Any) -> dict[str, Any]:
    """An event as JSON, without the words that say that it was recorded."""
    data: dict[str, Any] = event.model_dump(mode="json", exclude_unset=True)
    if isinstance(data.get("response"), dict):
        data["response"]["model"] = data["response"]["model"].partition(" (recorded ")[0]
    return data


def live_and_played(path: Path, model: Model, times: int = 1) -> Iterator[Cassette]:
    """A cassette that records a model; then as many that play it, each made when it is wanted."""
    yield Cassette(path, model)
    for _ in range(times):
        yield Cassette(path, speed=0)


async def run(model: Model, prompt: str = "How is Oslo?", **agent: Any) -> Any:
    return (
        await Runner.run(Agent(name="Weather", tools=[weather], model=model, **agent), prompt)
    ).final_output


@pytest.mark.parametrize("name", ["lesson.jsonl", "lesson.jsonl.gz"])
@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_it_plays_the_events_that_came(
    kind: type[Any], name: str, tmp_path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    answer = respond if kind is OpenAIResponsesModel else chat
    parts = [reasoning("Hm."), text_part("Snow ❄ in Oslo.", size=1), call_part("weather", {"city": "Oslo"})]
    loopback.answer(answer(*parts), answer(text_part("Cold.", size=2)))
    model = kind("gpt-x", client)
    live = [await events_of(Cassette(tmp_path / name, model), prompt) for prompt in ("one", "two")]
    played = [await events_of(Cassette(tmp_path / name, speed=0), prompt) for prompt in ("one", "two")]
    assert played == live
    assert len(live[0]) > 10
    assert len(loopback.requests) == 2


async def test_recording_holds_nothing_back(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate = Gate()
    loopback.answer(respond(text_part("Hello there", size=5), gates={"response.completed": gate}))
    stream = ask(Cassette(path, OpenAIResponsesModel("m", client)))
    seen = [event.type async for event in take_until(stream, "response.output_text.done")]
    assert "response.output_text.delta" in seen
    assert not path.exists()
    gate.open()
    assert [event.type async for event in stream][-1] == "response.completed"
    assert path.exists()


async def take_until(stream: Any, kind: str) -> Any:
    while (event := await anext(stream)).type != kind:
        yield event


async def test_a_whole_run_with_tools_and_handoffs(path: Path) -> None:
    script = [call("weather", {"city": "Oslo"}), handoff("Poet"), text("White as snow.")]
    results = []
    for model in live_and_played(path, ScriptedModel(script), times=2):
        poet = Agent(name="Poet", model=model)
        agent = Agent(name="Weather", tools=[weather], model=model, handoffs=[poet])
        result = await Runner.run(agent, "How is Oslo?")
        results.append((result.final_output, result.to_input_list(), result.context_wrapper.usage))
    assert results[0] == results[1] == results[2]
    assert results[0][0] == "White as snow."


async def test_fifty_prompts_at_once(path: Path) -> None:  # A2
    def answer(asked: Any) -> Any:
        last = asked.items[-1]
        if last.get("type") == "function_call_output":
            return text(last["output"].upper())
        return call("weather", {"city": last["content"]})

    prompts = [f"city {number}" for number in range(50)]
    for model in live_and_played(path, ScriptedModel([answer] * 100)):
        assert await asyncio.gather(*(run(model, prompt) for prompt in prompts)) == [
            f"SNOW IN {prompt.upper()}" for prompt in prompts
        ]


async def test_the_same_again_has_its_own_takes_in_turn(path: Path) -> None:  # E4
    answers = [f"answer {number}" for number in range(5)]
    recorder = Cassette(path, ScriptedModel(answers), mode="record")
    assert [await run(recorder) for _ in answers] == answers
    player = Cassette(path, speed=0)
    assert [await run(player) for _ in answers] == answers
    assert await run(player) == "answer 0"  # a cell is run again
    player.rewind()
    assert sorted(await asyncio.gather(*(run(player) for _ in answers))) == answers


async def test_epochs_have_takes_of_their_own_in_any_order(path: Path) -> None:  # E4
    async def row(model: Cassette, epoch: int) -> Any:
        with cassette_epoch(epoch):
            return await run(model)

    script = [[call("weather", {"city": f"city {n}"}), text(f"answer {n}")] for n in range(3)]
    recorder = Cassette(path, ScriptedModel([step for steps in script for step in steps]))
    recorded = [await row(recorder, epoch) for epoch in range(3)]
    assert recorded == ["answer 0", "answer 1", "answer 2"]
    for order in ([2, 0, 1], [1, 2, 0]):
        player = Cassette(path, speed=0)  # as on another worker
        assert [await row(player, epoch) for epoch in order] == [recorded[epoch] for epoch in order]
    assert await asyncio.gather(*(row(Cassette(path, speed=0), epoch) for epoch in range(3))) == recorded
    with pytest.raises(CassetteMissError, match="for epoch 3: of this request it has 3"):
        await row(Cassette(path), 3)
    more = Cassette(path, ScriptedModel(["answer 3"]), speed=0)
    assert [await row(more, epoch) for epoch in (3, 0)] == ["answer 3", "answer 0"]
    assert await row(Cassette(path, speed=0), 3) == "answer 3"


async def test_epochs_play_takes_that_were_recorded_without(path: Path) -> None:
    recorder = Cassette(path, ScriptedModel(["answer 0", "answer 1"]), mode="record")
    await run(recorder)
    await run(recorder)
    player = Cassette(path, speed=0)
    for epoch in (1, 0):
        with cassette_epoch(epoch):
            assert await run(player) == f"answer {epoch}"
    with cassette_epoch(2), pytest.raises(CassetteMissError, match="for epoch 2"):
        await run(player)


async def test_what_is_recorded_anew_replaces_what_was_there(path: Path) -> None:
    await run(Cassette(path, ScriptedModel(["old"])))
    assert await run(Cassette(path, ScriptedModel(["unused"]))) == "old"
    assert await run(Cassette(path, ScriptedModel(["new"]), mode="record")) == "new"
    assert await run(Cassette(path)) == "new"
    assert len(path.read_text().splitlines()) == 3


async def test_each_model_has_its_own_takes(path: Path) -> None:
    for name in ("small", "big"):
        await run(Cassette(path, ScriptedModel([f"by {name}"], model=name)))
    for name in ("big", "small"):
        assert await run(Cassette(path, name, speed=0)) == f"by {name}"
    with pytest.raises(CassetteMissError, match="take 1 is of another model, 'small'"):
        await run(Cassette(path, "huge", mode="replay"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"prompt": "How is Bergen?"}, ["items[0].content", "'How is Oslo?'", "'How is Bergen?'"]),
        ({"instructions": "Be brief."}, ["instructions", "'nothing'", "'Be brief.'"]),
        ({"model_settings": ModelSettings(temperature=1)}, ["settings.temperature", "'nothing'", "'1.0'"]),
        ({"output_type": list[int]}, ["output"]),
        ({"tools": []}, ["tools"]),
    ],
)
async def test_a_call_that_is_not_there_says_what_differs(  # A7
    path: Path, changed: dict[str, Any], words: list[str]
) -> None:
    script = [call("weather", {"city": "Oslo"}), text("Snow.")]
    await run(Cassette(path, ScriptedModel(script)))
    agent = {"model": Cassette(path, speed=0), "tools": [weather], **changed}
    prompt = agent.pop("prompt", "How is Oslo?")
    with pytest.raises(CassetteMissError) as caught:
        await Runner.run(Agent(name="Weather", **agent), prompt)
    message = str(caught.value)
    for each in ["lesson.jsonl has no take of model call 1. The nearest, take 1 of 2, differs in", *words]:
        assert each in message, message


async def test_a_changed_tool_result_names_the_call_and_the_item(path: Path) -> None:  # A7
    await run(Cassette(path, ScriptedModel([call("weather", {"city": "Oslo"}), text("Snow.")])))

    @function_tool(name_override="weather")
    def other(city: str) -> str:
        """The weather in a city."""
        return "rain" * 100 + "!"

    with pytest.raises(
        CassetteMissError, match=r"model call 2\. The nearest, take 2 of 2, differs in items\[2\]\.output"
    ):
        await Runner.run(Agent(name="Weather", tools=[other], model=Cassette(path, speed=0)), "How is Oslo?")


async def test_by_order_a_tool_may_answer_differently(path: Path) -> None:
    ticks = iter(range(100))

    @function_tool
    def clock() -> str:
        """The time."""
        return f"tick {next(ticks)}"

    async def tell(model: Model) -> Any:
        return (await Runner.run(Agent(name="Clock", tools=[clock], model=model), "What time?")).final_output

    await tell(Cassette(path, ScriptedModel([call("clock", {}), call("clock", {}), text("Late.")])))
    player = Cassette(path, match="order", speed=0)
    assert [await tell(player) for _ in range(3)] == ["Late."] * 3
    with pytest.raises(CassetteMissError, match='For tools that answer differently each time, match="order"'):
        await tell(Cassette(path, speed=0))


async def test_ids_that_are_made_anew_each_time_do_not_matter(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    # Twice the same id of a call: the second gets another, a random one.
    twice = [call_part("weather", {"city": city}, call_id="call_0") for city in ("Oslo", "Rome")]
    loopback.answer(respond(*twice), respond(text_part("Done.")))
    assert await run(Cassette(path, OpenAIResponsesModel("m", client))) == "Done."
    assert await run(Cassette(path, speed=0)) == "Done."


async def test_no_key_is_in_the_file(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:  # A5
    monkeypatch.setenv("ACME_API_KEY", "acme-0123456789")
    asked = "My key is acme-0123456789, and sk-proj-abcdefabcdef0123."
    loopback.answer(
        respond(text_part("Fine.")),
        status(401, {"error": {"message": "Incorrect API key provided: acme-0123456789."}}),
        respond(text_part("It is acme-0123456789.", size=4)),
        respond(text_part("It is acme-0123456789.", size=4), drop_after=10),
    )
    model = Cassette(path, OpenAIResponsesModel("m", client))
    await events_of(model, asked)
    with pytest.raises(openai.AuthenticationError):
        await events_of(model, "two")
    refusal = "a key of this environment in it, and is not recorded"
    with pytest.warns(UserWarning, match=refusal):
        await events_of(model, "three")
    with pytest.warns(UserWarning, match=refusal), pytest.raises(openai.APIError):
        await events_of(model, "four")
    content = path.read_text()
    for secret in ("acme-0123456789", "sk-proj", "sk-test", "Bearer"):
        assert secret not in content
    assert len(content.splitlines()) == 3
    assert (await events_of(Cassette(path, speed=0), asked))[-1]["type"] == "response.completed"


async def test_errors_are_played_as_they_were(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.answer(
        status(429, {"error": {"message": "Slow down."}}),
        status(500, {"error": {"message": "Broken."}}),
        respond(text_part("Half of it", size=2), drop_after=5),
    )
    for player in live_and_played(path, OpenAIResponsesModel("m", client)):
        with pytest.raises(openai.RateLimitError, match=r"Slow down\.") as limited:
            await events_of(player, "one")
        assert limited.value.status_code == 429
        with pytest.raises(openai.InternalServerError):
            await events_of(player, "two")
        stream = ask(player, "three")
        for _ in range(5):
            await anext(stream)
        with pytest.raises(openai.APIConnectionError):
            await anext(stream)
    assert len(loopback.requests) == 3


async def test_errors_of_other_classes_keep_their_names(path: Path) -> None:
    class OwnError(Exception):
        pass

    model = Cassette(
        path, ScriptedModel([OwnError("odd"), ValueError("bad"), [text("Hm"), RuntimeError("later")]])
    )
    for prompt in "abc":
        with pytest.raises(Exception, match=r"odd|bad|later"):
            await events_of(model, prompt)
    player = Cassette(path, speed=0)
    with pytest.raises(Exception, match="OwnError: odd"):
        await events_of(player, "a")
    with pytest.raises(ValueError, match="bad"):
        await events_of(player, "b")
    with pytest.raises(RuntimeError, match="later"):
        await events_of(player, "c")


async def test_a_retry_in_a_row_plays_the_failure_and_then_the_answer(path: Path) -> None:
    for model in live_and_played(path, ScriptedModel([ConnectionError("gone"), text("There.")])):
        with cassette_epoch(0):
            with pytest.raises(ConnectionError):
                await events_of(model)
            assert len(await events_of(model)) > 3


async def test_what_a_reader_leaves_in_the_middle_is_not_recorded(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.always = respond(text_part("A long story", size=1))
    stream = ask(Cassette(path, OpenAIResponsesModel("m", client)))
    await anext(stream)
    await stream.aclose()
    assert not path.exists()


async def test_a_reader_that_leaves_after_the_last_event_has_it_all(path: Path) -> None:
    stream = ask(Cassette(path, ScriptedModel(["Hello"])))
    async for event in stream:
        if event.type == "response.completed":
            break
    await stream.aclose()
    assert len(await events_of(Cassette(path, speed=0))) > 3


class WholeModel(Model):
    """Has no stream."""

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        return ModelResponse(
            [assistant_message("Whole.")], Usage(1, 5, output_tokens=2, total_tokens=7), "resp_1"
        )


class AwaitedModel(Model):
    """Has a stream that is awaited first, and no async generator's ``aclose``."""

    async def stream_response(self, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        stream = ScriptedModel(["Awaited."]).stream_response(*args, **kwargs)

        class Plain:
            def __aiter__(self) -> Any:
                return self

            async def __anext__(self) -> Any:
                return await anext(stream)

        return Plain()


@pytest.mark.parametrize(("model", "words"), [(WholeModel(), "Whole."), (AwaitedModel(), "Awaited.")])
async def test_models_of_other_shapes(path: Path, model: Model, words: str) -> None:
    for player in live_and_played(path, model):
        result = await Runner.run(Agent(name="A", model=player), "hi")
        assert result.final_output == words
        assert result.context_wrapper.usage.total_tokens > 0


async def test_a_replay_says_that_it_was_recorded(path: Path) -> None:
    from datetime import datetime

    model = Cassette(path, ScriptedModel(["Hello"], model="gpt-5"))
    live = [event async for event in ask(model)]
    assert live[0].response.model == "gpt-5"
    played = [event async for event in ask(Cassette(path, speed=0))]
    today = datetime.now()
    for event in (played[0], played[-1]):
        assert event.response.model == f"gpt-5 (recorded {today.day} {today:%b %Y})"


async def test_times_are_kept(path: Path) -> None:
    await events_of(Cassette(path, ScriptedModel(["one two three"])))
    header, line = path.read_text().splitlines()
    take = json.loads(line)
    for index, event in enumerate(take["events"]):
        event[0] = index * 20
    path.write_text(f"{header}\n{json.dumps(take)}\n")
    least = {1.0: take["events"][-1][0] / 1000, 4.0: take["events"][-1][0] / 4000, "words": 3 / 5}
    for speed, seconds in least.items():
        began = time.monotonic()
        await events_of(Cassette(path, speed=speed))  # type: ignore[arg-type]
        assert time.monotonic() - began >= seconds - 0.02  # a loop's timer may be early by its resolution


async def test_a_line_is_no_longer_than_it_need_be(
    path: Path, loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    loopback.always = respond(text_part("word " * 700, size=5))
    zipped = path.with_suffix(".jsonl.gz")
    for each in (path, zipped):
        count = len(await events_of(Cassette(each, OpenAIResponsesModel("m", client))))
    assert count > 700
    assert path.stat().st_size / count <= 260
    assert zipped.stat().st_size / count <= 25


async def test_it_goes_to_another_process(path: Path) -> None:
    await run(Cassette(path, ScriptedModel(["Snow."])))
    player = pickle.loads(pickle.dumps(Cassette(path, "scripted", speed=0)))
    assert await run(player) == "Snow."
    assert player.calls == 1


async def test_prompts_and_settings_without_meaning_do_not_matter(path: Path) -> None:
    await events_of(
        Cassette(path, ScriptedModel(["Hello"])), timeout=3, metadata={"a": "b"}, extra_headers={"x": "y"}
    )
    assert await events_of(Cassette(path, speed=0), include_usage=True)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"speed": -1}, ValueError, "speed is a number of 0 or more"),
        ({"speed": "fast"}, ValueError, "speed is a number of 0 or more"),
        ({"mode": "play"}, ValueError, "mode is 'auto', 'record' or 'replay'"),
        ({"match": "body"}, ValueError, "match is 'content' or 'order'"),
        ({"model": 3}, TypeError, "model is a Model, the name of one, or None"),
        ({"mode": "record"}, ValueError, "nothing to record"),
        ({}, FileNotFoundError, "To record it: Cassette"),
        ({"mode": "replay", "model": "gpt-5"}, FileNotFoundError, "To record it: Cassette"),
    ],
)
def test_what_cannot_work_is_told_at_once(
    path: Path, arguments: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        Cassette(path, **arguments)


async def test_without_a_key_a_missing_call_is_told_as_that(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(CassetteMissError, match="it is empty"):
        await run(Cassette(path, "gpt-5"))


async def test_a_named_model_is_asked_by_its_name(
    path: Path, loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(request: Request) -> Any:
        return respond(text_part(f"I am {request.body['model']}."))

    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789abcdef")
    monkeypatch.setenv("OPENAI_BASE_URL", loopback.base_url)
    loopback.always = named  # type: ignore[assignment]
    model = Cassette(path, "gpt-5")
    assert await run(model) == "I am gpt-5."
    await model.close()
    monkeypatch.delenv("OPENAI_API_KEY")
    assert await run(Cassette(path, "gpt-5", speed=0)) == "I am gpt-5."
    assert len(loopback.requests) == 1


async def test_a_replay_costs_in_a_widget_what_the_run_cost(path: Path) -> None:
    from agents_widget import watch

    prices = {"gpt-5": {"input": 1.0, "output": 2.0}}
    costs = []
    for model in live_and_played(path, ScriptedModel(["It snows."], model="gpt-5-2026")):
        widget = watch(Agent(name="Weather", model=model), "How is Oslo?", prices=prices)
        await widget
        costs.append(widget.transcript.cost)
    assert costs[0] == costs[1]
    assert costs[0]
    assert widget.transcript.model.startswith("gpt-5-2026 (recorded ")
