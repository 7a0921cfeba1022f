"""Raw streams of the Responses API, by both clients."""

from __future__ import annotations

import asyncio

import answers
import hang
from loopback import LoopbackServer
from openai import AsyncOpenAI, OpenAI
from watched import said

from agents_widget.widget.watch import watch


async def test_a_raw_stream_of_the_openai_client(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(answers.respond(answers.text("Hello there")))
    widget = watch(await client.responses.create(model="test-model", input="Hi", stream=True))
    await widget
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]
    assert widget.transcript.model == "test-model"


async def test_a_raw_stream_of_the_blocking_openai_client(loopback: LoopbackServer) -> None:
    loopback.answer(answers.respond(answers.text("Hello there")))
    with OpenAI(base_url=loopback.base_url, api_key="sk-test") as client:
        widget = watch(client.responses.create(model="test-model", input="Hi", stream=True))
        await widget
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]


async def test_stopping_a_raw_stream_closes_its_connection(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    gate = answers.Gate()
    loopback.answer(answers.respond(answers.text("Hello there"), gates={"response.output_text.done": gate}))
    widget = watch(await client.responses.create(model="test-model", input="Hi", stream=True))
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    gate.open()
