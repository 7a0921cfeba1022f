"""The provider that finds models by name: the OpenAI API's, or those of any server that speaks it."""

from __future__ import annotations

import functools
import os
from typing import Any

from openai import (
    AsyncOpenAI as AsyncOpenAI,  # programs import it from here
    OpenAIError,
)

from ..exceptions import CannotPickleError, UserError
from . import openai_shared
from .default_models import get_default_model
from .interface import Model, ModelProvider
from .openai_chatcompletions import OpenAIChatCompletionsModel
from .openai_pickling import ClientSettings, client_settings
from .openai_responses import OpenAIResponsesModel

_NO_KEY = """\
No model can be called: OPENAI_API_KEY is not set and no client was given. Set OPENAI_API_KEY, or use one of
    Agent(name="Demo", model=DemoModel())  # a scripted stand-in: no key, no network
    Agent(name="Local", model=LocalModel())  # a small real model here: pip install "agents_widget[local]"
    set_default_openai_client(AsyncOpenAI(base_url="http://localhost:11434/v1", api_key="none"))  # yours"""


class NoAPIKeyError(UserError, OpenAIError):
    """A model was named, and there is neither an API key nor a client to ask it by."""


class OpenAIProvider(ModelProvider):
    """Finds models by name at the OpenAI API, or where ``base_url`` or ``openai_client`` point to.

    ``strict_feature_validation`` and ``buffer_streamed_tool_calls`` are options of its chat models. The
    client is made by the first ``get_model``. Raises ``NoAPIKeyError`` then if there is no API key.
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
        strict_feature_validation: bool = False,
        buffer_streamed_tool_calls: bool = False,
        websocket_base_url: str | None = None,
        use_responses_websocket: bool | None = None,
        responses_websocket_options: Any = None,
        agent_registration: Any = None,
    ) -> None:
        given = {"api_key": api_key, "base_url": base_url, "organization": organization, "project": project}
        self._options = {name: value for name, value in given.items() if value is not None}
        if openai_client is not None and self._options:
            raise UserError(
                f"OpenAIProvider got openai_client and {', '.join(self._options)}: set these on the client."
            )
        _refuse(
            websocket_base_url=websocket_base_url,
            use_responses_websocket=use_responses_websocket,
            responses_websocket_options=responses_websocket_options,
            agent_registration=agent_registration,
        )
        self._client = openai_client
        self._use_responses = use_responses
        self._strict = strict_feature_validation
        self._buffer_calls = buffer_streamed_tool_calls

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle holds. Raises ``CannotPickleError`` if that would be an API key."""
        if "api_key" in self._options:
            raise CannotPickleError(
                "This OpenAIProvider has an API key, which a pickle would carry along. Set OPENAI_API_KEY "
                "where the provider is used, and make it there or without api_key."
            )
        return {**vars(self), "_client": self._client and client_settings(self._client)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        settings: ClientSettings | None = state["_client"]
        vars(self).update({**state, "_client": settings and settings.make()})

    def __copy__(self) -> OpenAIProvider:
        copied = type(self).__new__(type(self))
        vars(copied).update(vars(self))
        return copied

    def get_model(self, model_name: str | None) -> Model:
        """The model of this name; for None that of ``OPENAI_DEFAULT_MODEL`` or the SDK's default."""
        name = get_default_model() if model_name is None else model_name
        client = self._client or self._find_client()
        use_responses = self._use_responses
        if use_responses is None:
            use_responses = openai_shared.defaults.use_responses
        if use_responses:
            return OpenAIResponsesModel(name, client, model_is_explicit=model_name is not None)
        return OpenAIChatCompletionsModel(
            name,
            client,
            strict_feature_validation=self._strict,
            buffer_streamed_tool_calls=self._buffer_calls,
        )

    def _find_client(self) -> AsyncOpenAI:
        if openai_shared.defaults.client is not None and not self._options:
            return openai_shared.defaults.client
        options = {"api_key": openai_shared.defaults.key, **self._options}
        # The client reads the environment itself: another environment makes another client.
        environment = (os.environ.get("OPENAI_API_KEY"), os.environ.get("OPENAI_BASE_URL"))
        try:
            return _shared_client(frozenset(options.items()), environment)
        except OpenAIError as error:
            raise NoAPIKeyError(_NO_KEY) from error


def _refuse(**options: Any) -> None:
    """Raise ``UserError`` for options of the SDK's provider that this one does not have, if they are set."""
    if given := [name for name, value in options.items() if value]:
        raise UserError(
            f"OpenAIProvider does not support {', '.join(given)}. It uses the Responses API, or "
            "with use_responses=False chat completions, over HTTP."
        )


@functools.lru_cache(maxsize=8)
def _shared_client(options: frozenset[tuple[str, Any]], environment: tuple[str | None, ...]) -> AsyncOpenAI:
    """One client, and so one pool of connections, for all runs that are set up alike."""
    return AsyncOpenAI(**dict(options))
