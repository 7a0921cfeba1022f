"""Where a model named by a string comes from: the OpenAI API, or any server that a client points to."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import Any, Literal

from openai import AsyncOpenAI, OpenAIError

from ..errors import UserError
from .chat_completions import OpenAIChatCompletionsModel
from .default_models import get_default_model
from .model import Model, ModelProvider
from .responses import OpenAIResponsesModel

_NO_KEY = """\
There is no model to ask: OPENAI_API_KEY is not set and no client was given. Set OPENAI_API_KEY, or use one of
    Agent(name="Demo", model=DemoModel())  # a scripted stand-in: no key, no network
    Agent(name="Local", model=LocalModel())  # a small real model here: pip install "agents_widget[local]"
    set_default_openai_client(AsyncOpenAI(base_url="http://localhost:11434/v1", api_key="none"))  # yours"""


@dataclass
class _Defaults:
    key: str | None = None
    client: AsyncOpenAI | None = None
    use_responses: bool = True


_defaults = _Defaults()


def set_default_openai_key(key: str, use_for_tracing: bool = True) -> None:
    """Use this API key instead of ``OPENAI_API_KEY``. ``use_for_tracing`` has no effect."""
    _defaults.key = key


def set_default_openai_client(client: AsyncOpenAI, use_for_tracing: bool = True) -> None:
    """Ask this client whenever a model is named by a string. ``use_for_tracing`` has no effect."""
    _defaults.client = client


def set_default_openai_api(api: Literal["chat_completions", "responses"]) -> None:
    """Choose the API for models named by a string; most servers other than OpenAI's want chat completions."""
    if api not in ("chat_completions", "responses"):
        raise UserError(f"set_default_openai_api takes 'chat_completions' or 'responses', not {api!r}.")
    _defaults.use_responses = api == "responses"


class OpenAIProvider(ModelProvider):
    """Finds models by name at the OpenAI API, or where ``base_url`` or ``openai_client`` point to.

    The client is made when the first model is asked for. Raises ``UserError`` then if there is no API key.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        openai_client: AsyncOpenAI | None = None,
        organization: str | None = None,
        project: str | None = None,
        use_responses: bool | None = None,
        **unsupported: Any,
    ) -> None:
        given = {"api_key": api_key, "base_url": base_url, "organization": organization, "project": project}
        self._options = {name: value for name, value in given.items() if value is not None}
        if openai_client is not None and self._options:
            raise UserError(
                f"OpenAIProvider got openai_client and {', '.join(self._options)}: set these on the client."
            )
        if any(unsupported.values()):
            raise UserError(
                f"OpenAIProvider does not support {', '.join(unsupported)}. It speaks the Responses API, or "
                "with use_responses=False chat completions, over HTTP."
            )
        self._client = openai_client
        self._use_responses = use_responses

    def get_model(self, model_name: str | None) -> Model:
        """The model of this name; for None that of ``OPENAI_DEFAULT_MODEL`` or the SDK's default."""
        name = get_default_model() if model_name is None else model_name
        client = self._client or self._find_client()
        if _defaults.use_responses if self._use_responses is None else self._use_responses:
            return OpenAIResponsesModel(name, client, model_is_explicit=model_name is not None)
        return OpenAIChatCompletionsModel(name, client)

    def _find_client(self) -> AsyncOpenAI:
        if _defaults.client is not None and not self._options:
            return _defaults.client
        options = {"api_key": _defaults.key, **self._options}
        environment = tuple(os.environ.get(name) for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"))
        try:
            return _shared_client(frozenset(options.items()), environment)
        except OpenAIError as error:
            raise UserError(_NO_KEY) from error


@functools.lru_cache(maxsize=8)
def _shared_client(options: frozenset[tuple[str, Any]], environment: tuple[str | None, ...]) -> AsyncOpenAI:
    """One client, and so one pool of connections, for all runs that are set up alike."""
    return AsyncOpenAI(**dict(options))
