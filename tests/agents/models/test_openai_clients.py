"""One client on several event loops."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from typing import Any

import hang
import httpx
import httpx2
import openai
import pytest
from answers import Gate, chat, status, text
from loopback import LoopbackServer
from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAsyncHttpx2Client, OpenAI

from agents_widget import Agent, Runner, watch
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_clients import require_async_client
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.run_internal import background

ASK: tuple[Any, ...] = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


class GatewayClient(AsyncOpenAI):
    """A client with an ``__init__`` of its own, as companies write them for their gateways."""

    def __init__(self, gateway: str, team: str) -> None:
        super().__init__(base_url=gateway, api_key="sk-test", max_retries=0)
        self.team = team
        self.prepared: list[str] = []

    def __copy__(self) -> GatewayClient:
        raise AssertionError("The client was copied.")

    @property
    def default_headers(self) -> dict[str, Any]:
        return {**super().default_headers, "x-team": self.team}

    async def _prepare_options(self, options: Any) -> Any:
        self.prepared.append(options.url)
        return await super()._prepare_options(options)


class SingletonClient(AsyncOpenAI):
    """A client that is made by ``__new__``, and only once."""

    def __new__(cls, port: int) -> SingletonClient:
        return super().__new__(cls)

    def __init__(self, port: int) -> None:
        super().__init__(base_url=f"http://127.0.0.1:{port}/v1", api_key="sk-test", max_retries=0)


class TracingProxy:
    """Stands before an object as a tracing library's proxy does: it passes every attribute on."""

    def __init__(self, wrapped: object) -> None:
        vars(self)["_wrapped"] = wrapped

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wrapped, name)

    def __copy__(self) -> TracingProxy:
        raise NotImplementedError("object proxy must define __copy__()")


def plain(loopback: LoopbackServer, **options: Any) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0, **options)


async def ask(client: Any) -> None:
    async for _ in OpenAIResponsesModel("m", client).stream_response(*ASK):
        pass


async def no_connection_is_left(loopback: LoopbackServer) -> None:
    async def gone() -> None:
        while loopback._connections:
            gc.collect()  # again: the other thread may hold the last run's frames for a moment
            await asyncio.sleep(0.01)

    await asyncio.wait_for(gone(), hang.SECONDS)


def on_a_loop_elsewhere(coroutine: Callable[[], Any]) -> Any:
    return asyncio.to_thread(lambda: asyncio.run(coroutine()))


async def run_and_watch(client: Any, kind: type[Any] = OpenAIResponsesModel) -> None:
    """Use a client in a cell's own loop, in a watched run's, and in the cell's again."""
    agent = Agent(name="A", model=kind("m", client))
    assert (await Runner.run(agent, "hi")).final_output == "hi"
    assert (await watch(agent, "hi")).final_output == "hi"
    assert (await Runner.run(agent, "hi")).final_output == "hi"


def test_one_client_serves_loops_one_after_another(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    client = plain(loopback, default_headers={"a": "b"})
    for _ in range(3):
        asyncio.run(ask(client))
    assert len({request.connection for request in loopback.requests}) == 3
    assert [request.headers["a"] for request in loopback.requests] == ["b"] * 3


async def test_one_client_serves_loops_side_by_side(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.always = text("hi")
    await ask(client)
    thread = threading.Thread(target=lambda: asyncio.run(ask(client)))
    thread.start()
    await ask(client)
    await asyncio.to_thread(thread.join)
    assert len(loopback.requests) == 3


async def test_a_run_elsewhere_leaves_the_client_to_the_main_thread(
    loopback: LoopbackServer, client: AsyncOpenAI
) -> None:
    """A watched run has the background's loop, and the user's own cells ask the same client afterwards."""
    loopback.always = text("hi")
    await on_a_loop_elsewhere(lambda: ask(client))
    await client.responses.create(model="m", input="hi")
    await ask(client)
    first, *later = [request.connection for request in loopback.requests]
    assert later == [later[0]] * 2
    assert first not in later


@pytest.mark.parametrize("in_a_circle", [False, True])
async def test_a_client_forgotten_on_its_own_loop_goes_without_a_word(
    loopback: LoopbackServer, in_a_circle: bool
) -> None:
    problems: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
    loopback.always = text("hi")
    client = plain(loopback)
    await ask(client)
    assert len(loopback._connections) == 1
    if in_a_circle:
        vars(client._client)["circle"] = client._client
    del client
    gc.collect()
    await asyncio.sleep(0)  # openai's client closes itself in a task
    gc.collect()
    assert problems == []


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_a_subclass_with_an_init_of_its_own_is_watched(
    loopback: LoopbackServer, kind: type[Any]
) -> None:
    loopback.always = text("hi")
    async with GatewayClient(loopback.base_url, team="tides") as client:
        await run_and_watch(client, kind)
        assert len(client.prepared) == 3
    assert [request.headers["x-team"] for request in loopback.requests] == ["tides"] * 3


async def test_a_subclass_with_a_new_of_its_own_is_watched(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    async with SingletonClient(loopback.port) as client:
        await run_and_watch(client)


async def test_what_is_set_on_a_client_later_counts_in_the_next_watched_run(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    async with plain(loopback) as client:
        agent = Agent(name="A", model=OpenAIResponsesModel("m", client))
        await watch(agent, "hi")
        client.api_key = "sk-second"
        client.organization = "org"
        client._custom_headers = {"x-later": "yes"}
        client._custom_query = {"api-version": "7"}
        await watch(agent, "hi")
    headers, path = loopback.requests[1].headers, loopback.requests[1].path
    assert headers["authorization"] == "Bearer sk-second"
    assert (headers["openai-organization"], headers["x-later"]) == ("org", "yes")
    assert path.endswith("?api-version=7")


async def test_a_key_that_is_a_function_is_asked_in_a_watched_run(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    keys = iter(["one", "two", "three"])

    async def next_key() -> str:
        return next(keys)

    async with AsyncOpenAI(base_url=loopback.base_url, api_key=next_key) as client:
        await run_and_watch(client)
    sent = [request.headers["authorization"] for request in loopback.requests]
    assert sent == ["Bearer one", "Bearer two", "Bearer three"]


async def test_azure_is_watched(loopback: LoopbackServer) -> None:
    loopback.always = chat(text("hi"))
    endpoint = loopback.base_url.removesuffix("/v1")
    async with AsyncAzureOpenAI(azure_endpoint=endpoint, api_key="azure", api_version="v") as client:
        await run_and_watch(client, OpenAIChatCompletionsModel)
    assert [request.headers["api-key"] for request in loopback.requests] == ["azure"] * 3


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_a_patched_create_is_called_in_a_watched_run(loopback: LoopbackServer, kind: type[Any]) -> None:
    loopback.always = text("hi")
    calls: list[str] = []
    async with plain(loopback) as client:
        resource: Any = client.responses if kind is OpenAIResponsesModel else client.chat.completions
        original = resource.create

        async def create(**arguments: Any) -> Any:
            calls.append(arguments["model"])
            return await original(**arguments)

        resource.create = create
        await run_and_watch(client, kind)
        result = await Runner.run(Agent(name="A", model=kind("m", client)), "hi")
    assert calls == ["m"] * 4
    assert result.raw_responses[0].request_id == "req_4"


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_a_client_behind_a_proxy_is_watched_and_keeps_the_request_id(
    loopback: LoopbackServer, kind: type[Any]
) -> None:
    loopback.always = text("hi")
    async with plain(loopback) as client:
        proxy: Any = TracingProxy(client)
        await run_and_watch(proxy, kind)
        result = await Runner.run(Agent(name="A", model=kind("m", proxy)), "hi")
    assert result.raw_responses[0].request_id == "req_4"


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
@pytest.mark.parametrize("depth", [1, 2])
async def test_a_wrapped_stream_keeps_the_request_id(
    loopback: LoopbackServer, client: AsyncOpenAI, kind: type[Any], depth: int
) -> None:
    """A tracing library gives a stream of its own, which holds the client's."""
    resource: Any = client.responses if kind is OpenAIResponsesModel else client.chat.completions
    original = resource.create

    class TracedStream:
        def __init__(self, response: Any) -> None:
            self.response = response

        def __aiter__(self) -> Any:
            return aiter(self.response)

    async def create(**arguments: Any) -> Any:
        stream = await original(**arguments)
        for _ in range(depth):
            stream = TracedStream(stream)
        return stream

    resource.create = create
    loopback.answer(text("hi"))
    result = await Runner.run(Agent(name="A", model=kind("m", client)), "hi")
    assert result.raw_responses[0].request_id == "req_1"


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
async def test_an_answer_has_the_request_id(
    loopback: LoopbackServer, client: AsyncOpenAI, kind: type[Any]
) -> None:
    loopback.answer(text("hi"))
    result = await Runner.run(Agent(name="A", model=kind("m", client)), "hi")
    assert result.raw_responses[0].request_id == "req_1"


class CountingTransport(httpx2.AsyncHTTPTransport):
    """A transport of a user's, by inheritance."""

    sent = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        type(self).sent += 1
        return await super().handle_async_request(request)


class RetryingTransport(httpx2.AsyncBaseTransport):
    """A transport of a user's, around another."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self.inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


HTTP_CLIENTS: dict[str, Callable[[], httpx2.AsyncClient]] = {
    "openai's": DefaultAsyncHttpx2Client,
    "limits": lambda: httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1)),
    "a transport": lambda: httpx2.AsyncClient(transport=CountingTransport()),
    "a transport around another": lambda: httpx2.AsyncClient(
        transport=RetryingTransport(httpx2.AsyncHTTPTransport())
    ),
    "a mount": lambda: httpx2.AsyncClient(
        mounts={"http://127.0.0.1": httpx2.AsyncHTTPTransport(), "http://none": None}
    ),
}


@pytest.mark.parametrize("name", HTTP_CLIENTS)
async def test_an_http_client_of_the_users_is_watched(loopback: LoopbackServer, name: str) -> None:
    loopback.always = text("hi")
    async with plain(loopback, http_client=HTTP_CLIENTS[name]()) as client:
        await run_and_watch(client)
    connections = [request.connection for request in loopback.requests]
    assert connections[0] == connections[2] != connections[1]


async def test_an_http_client_of_httpx_is_watched(loopback: LoopbackServer) -> None:
    """Which openai still takes, beside httpx2's."""
    loopback.always = text("hi")
    async with plain(loopback, http_client=httpx.AsyncClient()) as client:
        await run_and_watch(client)
    connections = [request.connection for request in loopback.requests]
    assert connections[0] == connections[2] != connections[1]


async def test_a_proxy_is_used_in_a_watched_run(loopback: LoopbackServer) -> None:
    """The loopback server is the proxy, too: it answers for whatever address it is asked."""
    loopback.always = text("hi")
    http_client = httpx2.AsyncClient(proxy=f"http://127.0.0.1:{loopback.port}")
    async with AsyncOpenAI(
        base_url="http://model.invalid/v1", api_key="sk-test", http_client=http_client
    ) as client:
        await run_and_watch(client)
    assert [request.path for request in loopback.requests] == ["http://model.invalid/v1/responses"] * 3


async def test_hooks_of_an_http_client_are_called_in_a_watched_run(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    seen: list[str] = []

    async def note(request: httpx2.Request) -> None:
        seen.append(request.method)

    own = DefaultAsyncHttpx2Client(event_hooks={"request": [note]})
    async with plain(loopback, http_client=own) as client:
        await run_and_watch(client)
    async with plain(loopback) as client:
        client._client.event_hooks["request"].append(note)
        await run_and_watch(client)
    assert seen == ["POST"] * 6


async def test_a_mock_transport_serves_every_loop() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(401, json={"error": {"message": "no"}})

    mock = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    async with AsyncOpenAI(api_key="sk-test", http_client=mock) as client:
        for _ in range(2):
            with pytest.raises(openai.AuthenticationError):
                await on_a_loop_elsewhere(lambda: ask(client))
    assert asked == ["/v1/responses"] * 2


async def test_clients_of_many_cells_share_the_connections_of_the_background(
    loopback: LoopbackServer,
) -> None:
    loopback.always = text("hi")
    for number in range(5):
        client = AsyncOpenAI(base_url=loopback.base_url, api_key=f"sk-{number}")
        await watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi")
    assert len({request.connection for request in loopback.requests}) == 1
    keys = [request.headers["authorization"] for request in loopback.requests]
    assert keys == [f"Bearer sk-{number}" for number in range(5)]


@pytest.mark.parametrize("make", [httpx.AsyncClient, httpx2.AsyncClient, *list(HTTP_CLIENTS.values())[2:]])
async def test_http_clients_of_many_cells_leave_the_connections_of_the_last(
    loopback: LoopbackServer, make: Callable[[], Any]
) -> None:
    loopback.always = text("hi")
    kept = []
    for _ in range(5):
        client = plain(loopback, http_client=make())
        kept.append(watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi"))
        await kept[-1]

    async def one_is_left() -> None:
        while len(loopback._connections) > 1:
            await asyncio.sleep(0.01)

    await asyncio.wait_for(one_is_left(), hang.SECONDS)
    await kept[0].ask("again")
    assert len(loopback.requests) == 6


async def test_a_connection_in_use_is_left_to_its_run(loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.answer(text("hello there", gates={3: gate}), text("hi"))
    slow, quick = (plain(loopback, http_client=httpx.AsyncClient()) for _ in range(2))
    first = watch(Agent(name="A", model=OpenAIResponsesModel("m", slow)), "hi")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    assert (await watch(Agent(name="A", model=OpenAIResponsesModel("m", quick)), "hi")).final_output == "hi"
    gate.open()
    assert (await first).final_output == "hello there"


async def test_clients_that_share_connections_share_no_cookies(loopback: LoopbackServer) -> None:
    """Also where a server sends them elsewhere: the http client itself then makes the second request."""
    elsewhere = status(307, headers={"location": f"{loopback.base_url}/responses", "x-should-retry": "false"})
    loopback.answer(text("hi", headers={"set-cookie": "session=secret"}), elsewhere, text("hi"))
    for _ in range(2):
        await watch(Agent(name="A", model=OpenAIResponsesModel("m", plain(loopback))), "hi")
    assert len(loopback.requests) == 3
    assert not any("cookie" in request.headers for request in loopback.requests)


async def test_a_proxy_of_the_environment_counts_from_when_it_is_set(
    loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.always = text("hi")
    await watch(Agent(name="A", model=OpenAIResponsesModel("m", plain(loopback))), "hi")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{loopback.port}")
    client = AsyncOpenAI(base_url="http://model.invalid/v1", api_key="sk-test", max_retries=0)
    await watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi")
    assert loopback.requests[1].path == "http://model.invalid/v1/responses"


@pytest.mark.parametrize("options", [{}, {"http_client": DefaultAsyncHttpx2Client}])
async def test_a_closed_client_asks_no_more_on_any_loop(
    loopback: LoopbackServer, options: dict[str, Any]
) -> None:
    loopback.always = text("hi")
    client = plain(loopback, **{name: make() for name, make in options.items()})
    await watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi")
    await client.close()
    assert client.is_closed()
    with pytest.raises(RuntimeError, match="client has been closed"):
        await watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi")
    assert len(loopback.requests) == 1


async def test_closing_a_client_closes_its_connections_on_other_loops(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    client = plain(loopback, http_client=DefaultAsyncHttpx2Client())
    await watch(Agent(name="A", model=OpenAIResponsesModel("m", client)), "hi")
    assert len(loopback._connections) == 1
    await client.close()
    await no_connection_is_left(loopback)


async def test_a_forgotten_client_leaves_no_connection(loopback: LoopbackServer) -> None:
    loopback.always = text("hi")
    client = plain(loopback, http_client=DefaultAsyncHttpx2Client())
    for _ in range(2):
        await asyncio.wrap_future(background.submit(ask(client)))
    assert len(loopback._connections) == 1
    del client
    await no_connection_is_left(loopback)


@pytest.mark.parametrize("kind", [OpenAIResponsesModel, OpenAIChatCompletionsModel])
@pytest.mark.parametrize("wrong", [OpenAI(api_key="none"), "qwen3", None])
def test_what_is_no_client_is_named_at_once(kind: Any, wrong: Any) -> None:
    said = rf"must be an AsyncOpenAI client, got {type(wrong).__name__}: write AsyncOpenAI\(base_url"
    with pytest.raises(TypeError, match=said):
        kind("m", wrong)


def test_a_class_instead_of_a_client_is_named_at_once() -> None:
    with pytest.raises(TypeError, match="got the class AsyncOpenAI: write"):
        require_async_client(AsyncOpenAI)
