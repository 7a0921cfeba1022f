"""The key, the client and the API that models named by a string use, unless their provider says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openai import AsyncOpenAI

from ..exceptions import UserError
from .openai_clients import require_async_client


@dataclass
class OpenAIDefaults:
    """What the three functions below set for the whole process."""

    key: str | None = None
    client: AsyncOpenAI | None = None
    use_responses: bool = True


defaults = OpenAIDefaults()


def set_default_openai_key(key: str, use_for_tracing: bool = True) -> None:
    """Use this API key instead of ``OPENAI_API_KEY``. ``use_for_tracing`` has no effect."""
    defaults.key = key


def set_default_openai_client(client: AsyncOpenAI | None, use_for_tracing: bool = True) -> None:
    """Use this client for models named by a string; None: none. ``use_for_tracing`` has no effect."""
    defaults.client = None if client is None else require_async_client(client)


def set_default_openai_api(api: Literal["chat_completions", "responses"]) -> None:
    """Choose the API for models named by a string. Most servers but OpenAI's have chat completions only."""
    if api not in ("chat_completions", "responses"):
        raise UserError(f"set_default_openai_api takes 'chat_completions' or 'responses', not {api!r}.")
    defaults.use_responses = api == "responses"
