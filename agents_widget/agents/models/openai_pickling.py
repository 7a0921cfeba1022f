"""How a model with an openai client is pickled: the client's settings travel, its key never does.

Where it is unpickled, the key is read from the environment of that process.
"""

from __future__ import annotations

import copy
import os
import re
from dataclasses import dataclass, field
from typing import Any, TypeVar

import openai
from openai import AsyncOpenAI

from ..exceptions import CannotPickleError, UserError
from .openai_clients import is_openai_default

M = TypeVar("M", bound="PickledWithoutKey")

_OPENAI_HOST = "api.openai.com"
_OPENAI_VARIABLE = "OPENAI_API_KEY"
# What people write where a server wants no key.
_NO_KEYS = {"", "-", "x", "none", "no-key", "not-needed", "unused", "empty", "dummy", "local"}
_NO_KEYS |= {"ollama", "vllm", "lm-studio", "sk-no-key-required"}
_SECRET_NAME = re.compile("auth|cookie|key|token|secret|password", re.IGNORECASE)
_INSTEAD = "Or give an async function that makes the client and the agent itself."


class KeyNotHereError(UserError, openai.OpenAIError):
    """A model came from another process, and the environment of this one does not have its key."""


@dataclass(frozen=True)
class ClientSettings:
    """An openai client as plain data: without its key, and without its connections."""

    base_url: str
    key_variable: str
    """The environment variable that has the key; empty: ``no_key`` is sent."""
    no_key: str = ""
    """What is sent to a server that wants no key."""
    options: dict[str, Any] = field(default_factory=dict)

    def make(self) -> AsyncOpenAI:
        """The client, with the key of this process. Raises ``KeyNotHereError`` if it has none."""
        key = os.environ.get(self.key_variable) if self.key_variable else self.no_key
        if not key:
            raise KeyNotHereError(
                f"No key for {self.base_url} here: the model was pickled without its key, which is read from "
                f"{self.key_variable} where the model runs. Set it there, such as in the environment of "
                "each worker of a cluster."
            )
        return AsyncOpenAI(base_url=self.base_url, api_key=key, **self.options)


def client_settings(client: Any) -> ClientSettings:
    """What is pickled of a client. Raises ``CannotPickleError`` for one that cannot travel."""
    _refuse_unknown(client)
    key = client.api_key
    headers, query = dict(client._custom_headers), dict(client._custom_query)
    for name, value in [*headers.items(), *query.items()]:
        if _SECRET_NAME.search(name) or (len(key) > 6 and key in str(value)):
            raise CannotPickleError(
                f"The client has {name!r} among its headers or query, and a pickle would carry what it says: "
                f"give the key as api_key, from an environment variable. {_INSTEAD}"
            )
    url = client.base_url
    if url.userinfo:
        raise CannotPickleError(
            f"The address of {url.host} has a password, which a pickle would carry. {_INSTEAD}"
        )
    options = {
        "organization": client.organization,
        "project": client.project,
        "timeout": client.timeout,
        "max_retries": client.max_retries,
        "default_headers": headers,
        "default_query": query,
    }
    if key.lower() in _NO_KEYS:
        return ClientSettings(str(url), "", key, options)
    return ClientSettings(str(url), _key_variable(key, url.host), options=options)


def _refuse_unknown(client: Any) -> None:
    kind = type(client).__name__
    if type(client) is not AsyncOpenAI:
        raise CannotPickleError(f"A pickle carries the settings of an AsyncOpenAI, not of {kind}. {_INSTEAD}")
    for name in ("_api_key_provider", "workload_identity", "_provider"):
        if getattr(client, name, None) is not None:
            raise CannotPickleError(f"A pickle cannot carry the {name.strip('_')} of the client. {_INSTEAD}")
    if not is_openai_default(client._client):
        raise CannotPickleError(
            f"A pickle cannot carry the http_client that the client was given. {_INSTEAD}"
        )


def _key_variable(key: str, host: str) -> str:
    """The name of the environment variable that has the key.

    A key that is in none may be looked up as OpenAI's where OpenAI is asked, and nowhere else: another
    server would be sent the key for OpenAI. Raises ``CannotPickleError`` then.
    """
    names = sorted(os.environ, key=lambda name: (name != _OPENAI_VARIABLE, name))
    found = next((name for name in names if os.environ[name] == key), None)
    if found is None and host != _OPENAI_HOST:
        raise CannotPickleError(
            f"The key for {host} is in no environment variable, and a pickle does not carry keys. Set one, "
            "here and where the model is to run, and make the client from it: "
            f'AsyncOpenAI(base_url=..., api_key=os.environ["MY_API_KEY"]). {_INSTEAD}'
        )
    return found or _OPENAI_VARIABLE


class PickledWithoutKey:
    """For models that hold an ``openai_client``: they are pickled without its key, and copied with it."""

    openai_client: AsyncOpenAI

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle holds. Raises ``CannotPickleError`` for a client that cannot travel."""
        return {**vars(self), "openai_client": client_settings(self.openai_client)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.openai_client = state["openai_client"].make()

    def __copy__(self: M) -> M:
        copied = type(self).__new__(type(self))
        vars(copied).update(vars(self))
        return copied

    def __deepcopy__(self: M, memo: dict[int, Any]) -> M:
        memo[id(self.openai_client)] = self.openai_client  # a copy in this process has the same client
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        vars(copied).update(copy.deepcopy(vars(self), memo))
        return copied
