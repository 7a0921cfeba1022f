"""What goes wrong with an agent behind an address, in words."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from ag_ui_servers import Body, Script, ScriptedServer, serving, sse
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from test_ag_ui_events import FINISHED, STARTED, rows, text
from test_ag_ui_server import run

from agents_widget import watch
from agents_widget.sources.ag_ui.errors import AgentServerError
from agents_widget.sources.iterator import StreamCutOffError


async def fails(*scripts: Script, path: str = "/agui") -> tuple[str, ScriptedServer]:
    """What is said of a run that fails."""
    server = ScriptedServer(*scripts)
    with serving(server.app) as url:
        widget = watch(url + path, "Hello")
        with pytest.raises((AgentServerError, StreamCutOffError)) as error:
            await widget
    assert widget.status == "failed"
    assert widget.transcript.entries[-1].kind == "error"
    return str(error.value), server


async def test_nothing_answers() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/agui"
        with pytest.raises(AgentServerError, match=rf"Nothing answers at {url} .*Start its server"):
            await watch(url, "Hello")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (JSONResponse({"detail": "No key."}, 401), "who asks: give config={'headers'.* It said: No key."),
        (
            JSONResponse({"detail": "Method Not Allowed"}, 405),
            r"no endpoint of AG-UI: check the path \(status 405\)",
        ),
        (JSONResponse({"error": {"message": "Slow down."}}, 429), "then retry .*Slow down."),
        (
            PlainTextResponse("Internal Server Error", 500),
            "failed: look at its server's log .*Internal Server",
        ),
        (
            JSONResponse({"detail": [{"loc": ["messages"], "msg": "required"}]}, 422),
            "may be no endpoint .*required",
        ),
        (
            HTMLResponse("<html><title>Home &amp; Away</title></html>"),
            "is a web page, 'Home & Away', not a run",
        ),
        (
            HTMLResponse("<!doctype html><title>Lost</title>", 404),
            r"check the path \(status 404\). It said: Lost",
        ),
        (
            JSONResponse({"answer": 42}),
            r"answers with application/json: \{.answer.: ?42\}, not a run of AG-UI",
        ),
        (Response("", media_type="text/event-stream"), "sent nothing at all. Check the address"),
        (
            Response('data: {"object": "chat.completion.chunk"}\n\n', media_type="text/event-stream"),
            "sent what is none of AG-UI's events: .*chat.completion.chunk",
        ),
        (
            RedirectResponse("http://elsewhere.invalid/agui", 307),
            "sends on to another server, http://elsewhere",
        ),
    ],
)
async def test_an_answer_that_is_no_run(answer: Response, says: str) -> None:
    said, _ = await fails(answer)
    assert re.search(says, said), said


async def test_a_path_that_is_not_there() -> None:
    said, server = await fails(path="/nope")
    assert "is not there, though its server is: check the path (status 404)" in said
    assert server.bodies == []


async def test_a_connection_that_is_cut_off() -> None:
    async def cut(body: Body) -> AsyncIterator[Any]:
        yield STARTED
        yield text("m1", "Half")[1]
        raise ConnectionResetError

    said, _ = await fails(cut)
    assert "was lost before the run ended" in said


async def test_an_answer_that_ends_without_the_runs_end() -> None:
    server = ScriptedServer([STARTED, *text("m1", "Half")[:2]])
    with serving(server.app) as url, pytest.raises(StreamCutOffError, match="no RUN_FINISHED came"):
        await watch(f"{url}/agui", "Hello")


async def test_a_line_that_cannot_be_read_is_told_and_the_run_goes_on() -> None:
    server = ScriptedServer([sse(STARTED), "data: {broken\n\n", ": ping\n\n", *text("m1", "Hi."), FINISHED])
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Hello")
        await widget
    kinds = [entry.kind for entry in widget.transcript.entries]
    assert kinds == ["user", "notice", "message"]
    assert "no event of AG-UI, {broken." in widget.transcript.entries[1].text


async def test_a_server_that_keeps_the_connection_after_the_end() -> None:
    async def stays(body: Body) -> AsyncIterator[Any]:
        for each in run(*text("m1", "Hi.")):
            yield each
        await asyncio.Event().wait()

    server = ScriptedServer(stays)
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Hello")
        await widget
        assert widget.status == "done"


async def test_a_server_before_1_0_that_refuses_a_field_it_does_not_know() -> None:
    refusal = {"detail": [{"type": "extra_forbidden", "loc": ["body", "protocolVersion"]}]}
    server = ScriptedServer(JSONResponse(refusal, 422), run(*text("m1", "Hi.")))
    with serving(server.app) as url:
        await watch(f"{url}/agui", "Hello")
    assert ["protocolVersion" in body for body in server.bodies] == [True, False]


async def test_another_path_of_the_same_server() -> None:
    server = ScriptedServer(RedirectResponse("/agui", 307), run(*text("m1", "Hi.")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Hello")
        await widget
    assert rows(widget)[-1] == ("message", "agent", "Hi.")
    assert len(server.bodies) == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"context": 1}, "AG-UI has no use for context=. Of the options for a run it takes config="),
        ({"config": {"key": "k"}}, "config= for AG-UI has no 'key'. It takes thread_id, headers"),
        ({"config": {"headers": {"a": 1}}}, "a mapping of texts"),
    ],
)
def test_what_a_request_has_no_place_for(options: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        watch("http://127.0.0.1:9/agui", "Hello", **options)


def test_an_address_and_nothing_to_ask_it() -> None:
    with pytest.raises(TypeError, match="nothing to ask it"):
        watch("http://127.0.0.1:9/agui")
