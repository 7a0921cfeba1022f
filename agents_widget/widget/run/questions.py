"""What the tools of a run ask a person, and the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...transcript.fields import field, innermost_event, text_field


class OpenQuestions:
    """The questions of running tool calls, by call id."""

    def __init__(self) -> None:
        self._questions: dict[str, Any] = {}

    def note(self, event: Any) -> None:
        """Keep the question, if a tool asks one with this event."""
        event = innermost_event(event)
        if text_field(event, "type") == "tool_question_stream_event":
            self._questions[text_field(event, "call_id")] = field(event, "question")

    @property
    def open(self) -> dict[str, Any]:
        """The questions that nobody has answered."""
        return {call_id: each for call_id, each in [*self._questions.items()] if each.is_open}

    def answer(self, answer: str | Mapping[str, Any] | None, call_id: str | None = None) -> None:
        """Answer a question, on any thread: a mapping or its JSON text; None declines.

        Without an id the one question that is open. Raises ``ValueError`` where there is none such, or for an
        answer that its schema refuses.
        """
        questions = self.open
        asked = ", ".join(questions) or "none"
        if call_id is None and len(questions) > 1:
            raise ValueError(f"Several tool calls ask something: {asked}. Say which.")
        found = next(iter(questions), None) if call_id is None else call_id
        if found is None or found not in questions:
            raise ValueError(
                f"No tool call{'' if call_id is None else f' {call_id!r}'} asks anything. Asking: {asked}."
            )
        questions[found].answer(_content(answer))


def _content(answer: str | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError as error:
            raise ValueError(f"The answer is not JSON ({error}).") from error
    if not isinstance(answer, Mapping | None):
        raise ValueError(f'An answer is an object, such as {{"sure": true}}, or None; not {answer!r:.80}.')  # noqa: TRY004
    return answer
