"""Questions that a running tool asks a person, and their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from typing import Any, Literal, NamedTuple, TypeAlias

from .argument_problems import problems

AnswerAction: TypeAlias = Literal["accept", "decline", "cancel"]
"""As in MCP's elicitation: the person answers, refuses to, or is not there."""


class ToolAnswer(NamedTuple):
    """The answer to a question."""

    action: AnswerAction
    content: Mapping[str, Any] | None = None
    """What was answered, by the names of the schema; for ``accept``."""


class ToolQuestion:
    """A question: a sentence, and the JSON schema of the answer, an object."""

    def __init__(self, message: str, schema: Mapping[str, Any]) -> None:
        self.message = message
        self.schema = schema
        self._answer: Future[ToolAnswer] = Future()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet, and somebody waits for it."""
        return not self._answer.done()

    def answer(self, content: Mapping[str, Any] | None) -> None:
        """Answer it, on any thread; None declines.

        Raises ``ValueError`` for an answer that the schema refuses, or a question that is answered already.
        """
        if content is not None and (wrong := problems(self.schema, content)):
            raise ValueError(" ".join(wrong))
        given = ToolAnswer("decline") if content is None else ToolAnswer("accept", content)
        try:
            self._answer.set_result(given)
        except InvalidStateError:
            raise ValueError("This question has been answered, or its call has ended.") from None

    async def wait(self) -> ToolAnswer:
        """Wait for the answer; cancelled, nobody can answer any more."""
        return await asyncio.wrap_future(self._answer)
