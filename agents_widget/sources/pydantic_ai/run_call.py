"""How a stream of a run was asked for: its agent, prompt and other arguments, which no event tells."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...transcript.fields import field, is_a

ONCE = frozenset({"message_history", "deferred_tool_results", "run_id", "cancellation_token"})
"""The arguments that are of one run, and not of those that go on from it."""


class RunCall(NamedTuple):
    """A call of ``agent.iter`` or ``agent.run_stream_events``."""

    agent: Any
    prompt: Any
    arguments: Mapping[str, Any]
    """The others that were given, by name."""

    @property
    def lasting(self) -> dict[str, Any]:
        """The arguments that are of the runs that go on from it, too."""
        return {name: value for name, value in self.arguments.items() if name not in ONCE}

    def going_on(self, messages: list[Any], results: Any) -> RunCall:
        """Give the call that goes on after calls were deferred, with their ``DeferredToolResults``."""
        more = {"message_history": messages, "deferred_tool_results": results}
        return RunCall(self.agent, None, {**self.lasting, **more})


def call_of(stream: Any) -> RunCall | None:
    """Find how a stream was asked for; None where it cannot be found.

    It is in private places: 2.x keeps a closure (``_run_agent``), 1.x the frame of a generator.
    """
    try:
        variables = _variables(stream)
    except Exception:  # noqa: BLE001 - private places of any version
        return None
    agent = variables.get("self")
    if agent is None or not hasattr(agent, "iter"):
        return None
    given = {name: value for name, value in variables.items() if value is not None}
    names = inspect.signature(agent.iter).parameters
    arguments = {name: value for name, value in given.items() if name in names and name != "user_prompt"}
    return RunCall(agent, given.get("user_prompt"), arguments)


def _variables(stream: Any) -> Mapping[str, Any]:
    run_agent = field(stream, "_run_agent")
    if run_agent is not None:
        return inspect.getclosurevars(run_agent).nonlocals
    frame = field(field(stream, "_generator"), "ag_frame")
    return {} if frame is None else frame.f_locals


def shown_prompt(prompt: Any) -> str | list[Any] | None:
    """Give a prompt as an input item that the transcript can show; None without one.

    A prompt is a text, or a list of texts and of files: https://pydantic.dev/docs/ai/guides/input
    """
    if prompt is None or is_a(prompt, str):
        return prompt  # type: ignore[no-any-return]
    content = [_shown_content(each) for each in prompt]
    return [{"role": "user", "content": content}]


def _shown_content(content: Any) -> dict[str, Any]:
    text = content if is_a(content, str) else field(content, "content")
    if is_a(text, str):
        return {"type": "input_text", "text": text}
    kind = str(field(content, "kind", "file"))  # image-url, document-url, binary, ...
    is_image = kind.startswith("image") or str(field(content, "media_type", "")).startswith("image/")
    return {"type": "input_image" if is_image else "input_file"}
