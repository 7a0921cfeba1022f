"""A chat model of LangChain's that streams a script."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypeAlias

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

Reply: TypeAlias = "Sequence[AIMessageChunk] | Callable[[list[BaseMessage]], AsyncIterator[AIMessageChunk]]"
"""The chunks of one answer, or a function that gives them, of the messages that are answered."""

MODEL = "scripted-1"


class ScriptedChatModel(BaseChatModel):
    """Answers with its replies, one after another."""

    replies: list[Any]
    taken: int = 0
    asked: list[Any] = Field(default_factory=list)
    """The messages of each call."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        """Take the tools of an agent, of which the script knows."""
        return self

    def _next_reply(self, messages: list[BaseMessage]) -> Any:
        self.asked.append(messages)
        self.taken += 1
        return self.replies[self.taken - 1]

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        reply = self._next_reply(messages)
        if callable(reply):
            async for chunk in reply(messages):
                yield await _tell(run_manager, chunk)
        else:
            for chunk in reply:
                yield await _tell(run_manager, chunk)

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in self._next_reply(messages):
            generation = ChatGenerationChunk(message=chunk.model_copy())
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=generation)
            yield generation

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return _whole(self._next_reply(messages))

    async def _agenerate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        reply = self._next_reply(messages)
        return _whole([chunk async for chunk in reply(messages)] if callable(reply) else reply)


class WholeChatModel(ScriptedChatModel):
    """Does not stream: it gives its replies whole."""

    disable_streaming: bool | Any = True


def text(*parts: str) -> list[AIMessageChunk]:
    """An answer of text, in parts."""
    return [*(AIMessageChunk(content=part) for part in parts), end()]


def thought(*parts: str) -> list[AIMessageChunk]:
    """The beginning of an answer: reasoning, in parts."""
    return [AIMessageChunk(content=[{"type": "reasoning", "reasoning": part, "index": 0}]) for part in parts]


def call(call_id: str, tool: str, *arguments: str, index: int = 1) -> list[AIMessageChunk]:
    """A tool call, its arguments in parts: only its first chunk has id and name."""
    first: Any = {"name": tool, "args": "", "id": call_id, "index": index}
    rest: list[Any] = [{"name": None, "args": part, "id": None, "index": index} for part in arguments]
    return [AIMessageChunk(content="", tool_call_chunks=[each]) for each in [first, *rest]]


def end(input_tokens: int = 10, output_tokens: int = 5) -> AIMessageChunk:
    """The last chunk of an answer."""
    used: Any = {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
        "input_token_details": {"cache_read": 4},
        "output_token_details": {"reasoning": 2},
    }
    return AIMessageChunk(
        content="", usage_metadata=used, response_metadata={"model_name": MODEL}, chunk_position="last"
    )


async def _tell(run_manager: Any, chunk: AIMessageChunk) -> ChatGenerationChunk:
    generation = ChatGenerationChunk(message=chunk.model_copy())
    if run_manager is not None:
        await run_manager.on_llm_new_token(chunk.text, chunk=generation)
    return generation


def _whole(chunks: Sequence[AIMessageChunk]) -> ChatResult:
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    message = AIMessage(
        content=whole.content,
        tool_calls=whole.tool_calls,
        usage_metadata=whole.usage_metadata,
        response_metadata=whole.response_metadata,
    )
    return ChatResult(generations=[ChatGeneration(message=message)])
