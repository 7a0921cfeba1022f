"""Which model answers to a name: the OpenAI API's, or that of any server that a client points to."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from typing import Any, Literal

from openai import (
    AsyncOpenAI as AsyncOpenAI,  # programs import it from here
    OpenAIError,
)

from ..exceptions import UserError
from .interface import Model, ModelProvider, ModelSettings
from .openai_chatcompletions import OpenAIChatCompletionsModel
from .openai_responses import OpenAIResponsesModel

_DEFAULT_MODEL = "gpt-5.6-luna"
_CHAT_ALIAS = re.compile(r"gpt-5(\.[123])?-chat-latest")
_EFFORTS = (  # by model name without its date; others are left to choose their own
    (re.compile(r"gpt-5(\.2-codex)?"), "low"),
    (re.compile(r"gpt-5\.[24]-pro"), "medium"),
    (re.compile(r"gpt-5\.([12456]|3-codex|4-mini|4-nano|6-sol|6-terra|6-luna)"), "none"),
)
_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_NO_KEY = """\
There is no model to ask: OPENAI_API_KEY is not set and no client was given. Set OPENAI_API_KEY, or use one of
    Agent(name="Demo", model=DemoModel())  # a scripted stand-in: no key, no network
    Agent(name="Local", model=LocalModel())  # a small real model here: pip install "agents_widget[local]"
    set_default_openai_client(AsyncOpenAI(base_url="http://localhost:11434/v1", api_key="none"))  # yours"""


def get_default_model() -> str:
    """The name in ``OPENAI_DEFAULT_MODEL``, or else the one the OpenAI Agents SDK asks."""
    return os.environ.get("OPENAI_DEFAULT_MODEL", _DEFAULT_MODEL).lower()


def gpt_5_reasoning_settings_required(model_name: str) -> bool:
    """Whether a model takes the reasoning settings of the GPT-5 family."""
    return model_name.startswith("gpt-5") and not _CHAT_ALIAS.fullmatch(model_name)


def is_gpt_5_default() -> bool:
    """Whether the default model is of the GPT-5 family."""
    return gpt_5_reasoning_settings_required(get_default_model())


def get_default_model_settings(model: str | None = None) -> ModelSettings:
    """The settings that suit a model (None: the default one): brief and quick for GPT-5, none for others."""
    name = get_default_model() if model is None else model
    if not gpt_5_reasoning_settings_required(name):
        return ModelSettings()
    undated = _DATE.sub("", name)
    effort = next((effort for pattern, effort in _EFFORTS if pattern.fullmatch(undated)), None)
    reasoning: Any = {"effort": effort} if effort else None
    return ModelSettings(reasoning=reasoning, verbosity="low")


def suited_settings(model: str | Model | None) -> ModelSettings:
    """The settings of an agent or run that sets none: those of a name or the default, none for an object."""
    return ModelSettings() if isinstance(model, Model) else get_default_model_settings(model)


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
