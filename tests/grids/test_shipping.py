"""Agents on their way to another process: what travels, and which part of an agent does not."""

from __future__ import annotations

import pickle
import sqlite3
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from openai import AsyncOpenAI

from agents_widget.agents import (
    Agent,
    OpenAIResponsesModel,
    RunConfig,
    RunContextWrapper,
    SQLiteSession,
    function_tool,
    set_default_openai_api,
    set_default_openai_client,
)
from agents_widget.agents.models import openai_shared
from agents_widget.agents.testing import ScriptedModel
from agents_widget.grids.executor import RowJob, RowSettings
from agents_widget.grids.permit import Permit
from agents_widget.grids.rows import Attempt, RowPlan
from agents_widget.grids.shipping import CannotTravelError, check_travels, pack, pack_job, unpack


def searcher() -> Any:
    database = sqlite3.connect(":memory:")

    @function_tool
    def search(words: str) -> str:
        """Search."""
        return str(database.execute(words))

    return search


@dataclass
class Holder:
    items: list[Any] = field(default_factory=list)


class Slotted:
    __slots__ = ("inner",)

    def __init__(self, inner: Any) -> None:
        self.inner = inner


def cases() -> list[tuple[Any, str]]:
    lock = threading.Lock()
    inner = Agent(name="Inner", tools=[searcher()])
    secret = AsyncOpenAI(api_key="a-key-of-nobody", base_url="https://models.example.org/v1")

    async def waits(input: str) -> str:
        with lock:
            return input

    def instructions(context: RunContextWrapper[Any], agent: Agent[Any]) -> str:
        return str(lock)

    return [
        (
            Agent(name="A", tools=[searcher()]),
            r"x\.tools\[0\]\.\S+: 'database' cannot .* sqlite3\.Connection",
        ),
        (Agent(name="A", handoffs=[inner]), r"x\.handoffs\[0\]\.tools\[0\].*: 'database'"),
        (Agent(name="A", tools=[inner.as_tool("ask", "Ask.")]), r"x\.tools\[0\].*\.tools\[0\].*: 'database'"),
        (Agent(name="A", instructions=instructions), r"x\.instructions: 'lock' cannot"),
        (
            Agent(name="A", model=OpenAIResponsesModel("m", secret)),
            r"x\.model cannot .* The key for models\.ex",
        ),
        (RunConfig(model=OpenAIResponsesModel("m", secret)), r"x\.model cannot .* The key for models\.ex"),
        (waits, r"x: 'lock' cannot go to another process: an object of type _thread\.lock"),
        (Holder([{"deep": (1, lock)}]), r"x\.items\[0\]\['deep'\]\[1\] cannot"),
        (Slotted(lock), r"x\.inner cannot"),
        (Holder([SQLiteSession("s")]), r"x\.items\[0\] cannot .* SQLiteSession 's' is an open file"),
    ]


@pytest.mark.parametrize("number", range(10))
def test_the_part_that_cannot_travel_is_named(number: int) -> None:
    value, words = cases()[number]
    with pytest.raises(CannotTravelError, match=words):
        check_travels(value, "x")


def test_what_refers_to_itself_comes_to_an_end() -> None:
    ring: list[Any] = [threading.Lock()]
    ring.insert(0, ring)
    with pytest.raises(CannotTravelError, match=r"x\[1\] cannot"):
        check_travels(ring, "x")


def test_agents_and_settings_arrive() -> None:
    agent = Agent(name="A", instructions="Be brief.", model=ScriptedModel(["Hi."]))
    shipment = unpack(pack({"small": agent}, RowSettings(options={"max_turns": 3}, rate=60), threads=4))
    assert shipment.agents["small"].instructions == "Be brief."
    assert (shipment.settings.options, shipment.settings.rate, shipment.threads) == ({"max_turns": 3}, 60, 4)


def test_an_option_that_cannot_travel_is_named() -> None:
    settings = RowSettings(options={"context": {"lock": threading.Lock()}})
    with pytest.raises(CannotTravelError, match=r"context\['lock'\] cannot go to another process"):
        pack({}, settings, 1)


def test_the_default_client_and_api_go_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_shared, "defaults", openai_shared.OpenAIDefaults())
    set_default_openai_client(AsyncOpenAI(api_key="none", base_url="http://127.0.0.1:1/v1"))
    set_default_openai_api("chat_completions")
    packed = pack({"small": Agent(name="A", model="qwen3")}, RowSettings(), 1)
    monkeypatch.setattr(openai_shared, "defaults", openai_shared.OpenAIDefaults())  # as in another process

    unpack(packed).make_host(Permit()).close()

    assert openai_shared.defaults.client is not None
    assert str(openai_shared.defaults.client.base_url) == "http://127.0.0.1:1/v1/"
    assert openai_shared.defaults.use_responses is False


def test_a_default_client_that_cannot_travel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_shared, "defaults", openai_shared.OpenAIDefaults())
    set_default_openai_client(
        AsyncOpenAI(api_key="a-key-of-nobody", base_url="https://models.example.org/v1")
    )
    with pytest.raises(CannotTravelError, match=r"The default client cannot .* models\.example\.org"):
        pack({}, RowSettings(), 1)


def test_a_row_travels_without_what_only_scorers_read() -> None:
    attempts = (Attempt("It died.", "WorkerDiedError", 1.0),)
    plan = RowPlan(
        3, "key", "small", 3, 0, "What?", expected=threading.Lock(), columns={"picture": threading.Lock()}
    )
    arrived = pickle.loads(pack_job(RowJob(plan, attempts)))
    assert (arrived.plan.number, arrived.plan.input, arrived.attempts) == (3, "What?", attempts)
    with pytest.raises(CannotTravelError, match=r"the input\['lock'\] cannot go to another process"):
        pack_job(RowJob(RowPlan(0, "key", "small", 0, 0, {"lock": threading.Lock()})))
