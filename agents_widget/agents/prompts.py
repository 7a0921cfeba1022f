"""Prompts that are stored at OpenAI, which an agent may use instead of instructions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from openai.types.responses import ResponsePromptParam
from typing_extensions import NotRequired, TypedDict

from .callbacks import maybe_await
from .exceptions import UserError, describe_value
from .run_context import RunContextWrapper

if TYPE_CHECKING:
    from .agent import Agent


class Prompt(TypedDict):
    """A stored prompt: its id, if need be the version, and the values of its variables."""

    id: str
    version: NotRequired[str]
    variables: NotRequired[dict[str, Any]]


@dataclass
class GenerateDynamicPromptData:
    """What a function that chooses the prompt is given."""

    context: RunContextWrapper[Any]
    agent: Agent[Any]


DynamicPromptFunction: TypeAlias = Callable[[GenerateDynamicPromptData], Awaitable[Prompt] | Prompt]


def check_prompt(prompt: Any) -> None:
    """Raise ``TypeError`` for what is neither a prompt nor a function that gives one."""
    if prompt is not None and not callable(prompt) and not isinstance(prompt, Mapping):
        raise TypeError(
            'Agent prompt must be a dict like {"id": "pmpt_..."}, a function that returns one, or None, '
            f"not {describe_value(prompt)}."
        )


async def prompt_for_model(
    prompt: Prompt | DynamicPromptFunction | None, context: RunContextWrapper[Any], agent: Agent[Any]
) -> ResponsePromptParam | None:
    """The prompt of one model call. Raises ``UserError`` if a function gave something else, or no id."""
    if prompt is None:
        return None
    chosen: Any = prompt
    if callable(prompt):
        chosen = await maybe_await(prompt(GenerateDynamicPromptData(context, agent)))
    if not isinstance(chosen, Mapping) or not chosen.get("id"):
        raise UserError(
            f'The prompt of agent {agent.name!r} must be a dict like {{"id": "pmpt_..."}}, '
            f"not {describe_value(chosen)}."
        )
    fields = {name: chosen.get(name) for name in ("id", "version", "variables")}
    return cast("ResponsePromptParam", fields)
