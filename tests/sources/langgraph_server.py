"""A server with the part of LangGraph's API that ``RemoteGraph`` asks, around a graph of this process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.types import Command, Interrupt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


class GraphServer:
    """Runs a graph for who asks; keeps what it was asked."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.bodies: list[dict[str, Any]] = []
        self.app = Starlette(
            routes=[
                Route("/runs/stream", self._stream, methods=["POST"]),
                Route("/threads/{thread}/runs/stream", self._stream, methods=["POST"]),
                Route("/threads/{thread}/state/checkpoint", self._state, methods=["POST"]),
                Route("/threads/{thread}/history", self._history, methods=["POST"]),
            ]
        )

    async def _stream(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        thread = request.path_params.get("thread", "none")
        configurable = {"thread_id": thread, **body.get("config", {}).get("configurable", {})}
        if body.get("checkpoint_id"):
            configurable["checkpoint_id"] = body["checkpoint_id"]
        command = body.get("command")
        given = Command(resume=command["resume"]) if command else body.get("input")
        events = self._events(given, {"configurable": configurable}, body["stream_mode"])
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(self, given: Any, config: Any, modes: list[str]) -> AsyncIterator[str]:
        modes = ["messages" if mode == "messages-tuple" else mode for mode in modes]
        try:
            async for namespace, mode, data in self.graph.astream(
                given, config, stream_mode=modes, subgraphs=True
            ):
                yield _sse("|".join([mode, *namespace]), data)
        except Exception as error:
            yield _sse("error", {"error": type(error).__name__, "message": str(error)})

    async def _state(self, request: Request) -> Response:
        config = {"configurable": {"thread_id": request.path_params["thread"]}}
        state = await self.graph.aget_state(config)
        if not state.config["configurable"].get("checkpoint_id"):
            return Response(status_code=404)
        return JSONResponse(_snapshot(state))

    async def _history(self, request: Request) -> Response:
        config = {"configurable": {"thread_id": request.path_params["thread"]}}
        states = [_snapshot(state) async for state in self.graph.aget_state_history(config)]
        return JSONResponse(states[: (await request.json()).get("limit") or None])


def _snapshot(state: Any) -> Any:
    told = {
        "values": state.values,
        "next": state.next,
        "checkpoint": _checkpoint(state.config),
        "parent_checkpoint": None if state.parent_config is None else _checkpoint(state.parent_config),
        "metadata": state.metadata or {},
        "created_at": state.created_at,
        "tasks": [],
    }
    return json.loads(json.dumps(told, default=_as_json))


def _checkpoint(config: Any) -> dict[str, Any]:
    configurable = config["configurable"]
    ids = {name: configurable.get(name) for name in ("thread_id", "checkpoint_id")}
    return {**ids, "checkpoint_ns": configurable.get("checkpoint_ns", "")}


def _sse(event: str, data: Any) -> str:
    return f"event: {event}\ndata: {json.dumps(data, default=_as_json)}\n\n"


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseMessage):
        return value.model_dump()
    if isinstance(value, Interrupt):
        return {"value": value.value, "id": value.id, "response_schema": value.response_schema}
    return str(value)
