from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from answers import call, respond, text
from loopback import LoopbackServer

from agents_widget.agents.agent import Agent
from agents_widget.agents.logger import _HANDLER, enable_verbose_stdout_logging
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.tool import function_tool


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    yield
    for name in ("openai", "agents_widget"):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).removeHandler(_HANDLER)


async def test_requests_and_failing_tools_are_printed_once(
    loopback: LoopbackServer, model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    @function_tool
    def broken() -> str:
        raise RuntimeError("no paper")

    enable_verbose_stdout_logging()
    enable_verbose_stdout_logging()
    loopback.answer(respond(call("broken", call_id="c1")), text("Sorry"))
    await Runner.run(Agent(name="A", model=model, tools=[broken]), "Print it")
    printed = capsys.readouterr().out
    assert printed.count("HTTP Response: POST") == 2
    assert printed.count("Tool broken failed: RuntimeError: no paper") == 1
