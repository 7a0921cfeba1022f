"""How often a failed request to a model is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exceptions import UserError, describe_value
from .not_here import absent_names

if not TYPE_CHECKING:
    __getattr__ = absent_names(__name__)


@dataclass
class ModelRetrySettings:
    """The retries of a model call after its first request: the ``max_retries`` of the openai client for it.

    The client decides what is tried again, and when: ``policy`` and ``backoff`` raise ``UserError``.
    """

    max_retries: int | None = None
    backoff: None = None
    policy: None = None

    def __post_init__(self) -> None:
        for name in ("backoff", "policy"):
            if getattr(self, name) is not None:
                raise UserError(
                    f"ModelSettings(retry=...) has no {name}: the openai client decides what is tried again, "
                    "and when. Give max_retries only, or catch the error around Runner.run."
                )
        retries: Any = self.max_retries
        if retries is not None and (type(retries) is not int or retries < 0):
            raise ValueError(f"max_retries is a whole number from 0 on, not {retries!r}.")


def retry_settings(given: Any) -> ModelRetrySettings | None:
    """The settings, also from a dict of their fields. Raises ``TypeError`` for anything else."""
    if given is None or isinstance(given, ModelRetrySettings):
        return given
    if isinstance(given, Mapping):
        return ModelRetrySettings(**given)
    raise TypeError(
        f'ModelSettings.retry is ModelRetrySettings or a dict like {{"max_retries": 5}}, '
        f"not {describe_value(given)}."
    )
