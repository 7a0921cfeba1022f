"""MultiProvider finds the models that the OpenAI Agents SDK's finds."""

from __future__ import annotations

from typing import Any

import agents
import pytest
from agents.models.multi_provider import MultiProviderMap as TheirMap
from openai import AsyncOpenAI

from agents_widget.agents import MultiProvider, UserError
from agents_widget.agents.models.interface import Model, ModelProvider
from agents_widget.agents.models.multi_provider import MultiProviderMap
from agents_widget.agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel

NAMES = ["gpt-x", "openai/gpt-x", "acme/big", "acme/big/one", "other/gpt-x", "litellm/x", "/x", "openai/"]
MODES: list[dict[str, Any]] = [
    {},
    {"openai_prefix_mode": "model_id"},
    {"unknown_prefix_mode": "model_id"},
]


class Found(ModelProvider, agents.ModelProvider):  # type: ignore[misc]
    """Notes what it is asked for, and whether it was closed."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str | None] = []
        self.closed = 0
        self._error = error

    def get_model(self, model_name: str | None) -> Any:
        self.asked.append(model_name)
        return OpenAIResponsesModel("found", AsyncOpenAI(api_key="none"))

    async def aclose(self) -> None:
        self.closed += 1
        if self._error:
            raise self._error


def outcome(provider: Any, mapped: Found, name: str) -> object:
    try:
        model = provider.get_model(name)
    except (UserError, agents.UserError, ImportError):
        return "refused"
    return mapped.asked[-1:] or model.model


@pytest.mark.parametrize("modes", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_names_lead_where_the_sdk_leads_them(name: str, modes: dict[str, Any]) -> None:
    client = AsyncOpenAI(api_key="sk-test")
    outcomes = []
    for provider_class, map_class in ((MultiProvider, MultiProviderMap), (agents.MultiProvider, TheirMap)):
        mapped, providers = Found(), map_class()
        providers.add_provider("acme", mapped)  # type: ignore[attr-defined]
        provider = provider_class(provider_map=providers, openai_client=client, **modes)  # type: ignore[operator]
        outcomes.append(outcome(provider, mapped, name))
    assert outcomes[0] == outcomes[1]


def test_no_name_is_the_default_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_DEFAULT_MODEL", "gpt-y")
    model: Any = MultiProvider(openai_api_key="sk-test").get_model(None)
    assert model.model == "gpt-y"


def test_options_reach_openais_provider() -> None:
    provider = MultiProvider(
        openai_api_key="sk-test", openai_base_url="http://x/v1", openai_use_responses=False
    )
    model: Model = provider.get_model("m")
    assert isinstance(model, OpenAIChatCompletionsModel)
    assert str(model.openai_client.base_url) == "http://x/v1/"
    for wrong in (
        {"openai_prefix_mode": "none"},
        {"unknown_prefix_mode": "x"},
        {"openai_use_responses_websocket": True},
    ):
        with pytest.raises(UserError):
            MultiProvider(**wrong)  # type: ignore[arg-type]


async def test_all_providers_are_closed_once_whatever_one_raises() -> None:
    first, second, providers = Found(ValueError("no")), Found(), MultiProviderMap()
    providers.set_mapping({"a": first, "b": second, "c": second})
    with pytest.raises(ValueError, match="no"):
        await MultiProvider(provider_map=providers, openai_api_key="sk-test").aclose()
    assert (first.closed, second.closed) == (1, 1)
    providers.remove_provider("a")
    assert not providers.has_prefix("a")
    assert providers.get_mapping() == {"b": second, "c": second}
