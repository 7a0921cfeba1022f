"""Agents of Google ADK whose models play a script."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from google.adk.agents import Agent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.models import BaseLlm, LlmRequest, LlmResponse
from google.adk.runners import InMemoryRunner
from google.genai import types

USAGE = types.GenerateContentResponseUsageMetadata(
    prompt_token_count=10, candidates_token_count=5, thoughts_token_count=2, cached_content_token_count=4
)


def text(value: str, thought: bool = False) -> types.Part:
    return types.Part(text=value, thought=thought or None)


def call(call_id: str, name: str, **arguments: Any) -> types.Part:
    return types.Part(function_call=types.FunctionCall(id=call_id, name=name, args=arguments))


def content(parts: list[types.Part]) -> types.Content:
    return types.Content(role="model", parts=parts)


class Script(BaseLlm):
    """Answers with the parts of its turns, one turn a request; texts are streamed four characters at a time.

    A turn may be a function that gives the responses itself.
    """

    turns: list[Any]

    async def generate_content_async(
        self, llm_request: LlmRequest, stream: bool = False
    ) -> AsyncGenerator[LlmResponse, None]:
        turn = self.turns.pop(0)
        if callable(turn):
            async for response in turn(llm_request):
                yield response
            return
        for part in turn if stream else ():
            for start in range(0, len(part.text or ""), 4):
                delta = text(part.text[start : start + 4], bool(part.thought))
                yield LlmResponse(content=content([delta]), partial=True)
        yield LlmResponse(
            content=content(turn), usage_metadata=USAGE, partial=False, model_version="script-1"
        )


def agent(name: str, turns: list[Any], **options: Any) -> Agent:
    return Agent(name=name, description=name, model=Script(model="script", turns=turns), **options)


async def run(root: Any, prompt: str = "How deep?", *, streamed: bool = True, **options: Any) -> Any:
    """The generator of a run, in a session of its own."""
    runner = InMemoryRunner(agent=root, app_name="app")
    session = await runner.session_service.create_session(app_name="app", user_id="u")
    mode = StreamingMode.SSE if streamed else StreamingMode.NONE
    return runner.run_async(
        user_id="u",
        session_id=session.id,
        new_message=types.Content(role="user", parts=[text(prompt)]),
        run_config=RunConfig(streaming_mode=mode),
        **options,
    )
