"""The provider that finds other providers by a prefix of the model's name."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any, Literal, get_args

from openai import AsyncOpenAI

from ..exceptions import UserError
from .interface import Model, ModelProvider
from .openai_provider import OpenAIProvider

MultiProviderOpenAIPrefixMode = Literal["alias", "model_id"]
MultiProviderUnknownPrefixMode = Literal["error", "model_id"]


class MultiProviderMap:
    """The providers by the prefix of the models' names, without the slash."""

    def __init__(self) -> None:
        self._providers: dict[str, ModelProvider] = {}

    def has_prefix(self, prefix: str) -> bool:
        """Whether the prefix has a provider."""
        return prefix in self._providers

    def get_mapping(self) -> dict[str, ModelProvider]:
        """A copy of the map."""
        return dict(self._providers)

    def set_mapping(self, mapping: dict[str, ModelProvider]) -> None:
        """Replace the whole map."""
        self._providers = mapping

    def get_provider(self, prefix: str) -> ModelProvider | None:
        """The provider of a prefix, None if it has none."""
        return self._providers.get(prefix)

    def add_provider(self, prefix: str, provider: ModelProvider) -> None:
        """Give a prefix a provider, or another one."""
        self._providers[prefix] = provider

    def remove_provider(self, prefix: str) -> None:
        """Take a prefix's provider away. Raises ``KeyError`` if it has none."""
        del self._providers[prefix]


class MultiProvider(ModelProvider):
    """Finds a model ``prefix/name`` at the prefix's provider in ``provider_map``, all others at OpenAI's.

    The prefix ``openai`` is left out of the name, unless ``openai_prefix_mode="model_id"``. A prefix that is
    not in the map raises ``UserError``; with ``unknown_prefix_mode="model_id"`` it is part of the name. The
    options that begin with ``openai_`` are those of ``OpenAIProvider``.
    """

    def __init__(
        self,
        *,
        provider_map: MultiProviderMap | None = None,
        openai_api_key: str | None = None,
        openai_base_url: str | None = None,
        openai_client: AsyncOpenAI | None = None,
        openai_organization: str | None = None,
        openai_project: str | None = None,
        openai_use_responses: bool | None = None,
        openai_use_responses_websocket: bool | None = None,
        openai_strict_feature_validation: bool = False,
        openai_websocket_base_url: str | None = None,
        openai_prefix_mode: MultiProviderOpenAIPrefixMode = "alias",
        unknown_prefix_mode: MultiProviderUnknownPrefixMode = "error",
        openai_agent_registration: Any = None,
        openai_responses_websocket_options: Any = None,
        openai_buffer_streamed_tool_calls: bool = False,
    ) -> None:
        _check_mode("openai_prefix_mode", openai_prefix_mode, MultiProviderOpenAIPrefixMode)
        _check_mode("unknown_prefix_mode", unknown_prefix_mode, MultiProviderUnknownPrefixMode)
        self.provider_map = provider_map
        self.openai_provider = OpenAIProvider(
            api_key=openai_api_key,
            base_url=openai_base_url,
            openai_client=openai_client,
            organization=openai_organization,
            project=openai_project,
            use_responses=openai_use_responses,
            strict_feature_validation=openai_strict_feature_validation,
            buffer_streamed_tool_calls=openai_buffer_streamed_tool_calls,
            websocket_base_url=openai_websocket_base_url,
            use_responses_websocket=openai_use_responses_websocket,
            responses_websocket_options=openai_responses_websocket_options,
            agent_registration=openai_agent_registration,
        )
        self._drops_openai = openai_prefix_mode == "alias"
        self._keeps_unknown = unknown_prefix_mode == "model_id"

    def get_model(self, model_name: str | None) -> Model:
        """The model of this name, or the default one for None. Raises ``UserError`` for an unknown prefix."""
        prefix, slash, name = (model_name or "").partition("/")
        if not slash:
            return self.openai_provider.get_model(model_name)
        mapped = None if self.provider_map is None else self.provider_map.get_provider(prefix)
        if mapped is not None:
            return mapped.get_model(name)
        if prefix == "openai" and self._drops_openai:
            return self.openai_provider.get_model(name)
        if prefix == "openai" or (self._keeps_unknown and prefix not in ("litellm", "any-llm")):
            return self.openai_provider.get_model(model_name)
        raise UserError(
            f"No provider for the prefix {prefix!r} of model {model_name!r}: add one to the provider_map, or "
            'send such names as they are with unknown_prefix_mode="model_id".'
        )

    async def aclose(self) -> None:
        """Close every provider once, whatever one of them raises; that is raised at the end."""
        mapped = {} if self.provider_map is None else self.provider_map.get_mapping()
        providers = {id(each): each for each in (self.openai_provider, *mapped.values()) if each is not self}
        async with AsyncExitStack() as closing:
            for provider in providers.values():
                closing.push_async_callback(provider.aclose)


def _check_mode(name: str, mode: str, modes: Any) -> None:
    if mode not in get_args(modes):
        raise UserError(f"MultiProvider {name} is one of {get_args(modes)}, not {mode!r}.")
