"""What a run spent: tokens by request and in total."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, TypeVar

from openai import BaseModel
from openai.types.responses import ResponseUsage
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

Details = TypeVar("Details", bound=BaseModel)
_COUNTS = ("input_tokens", "output_tokens", "total_tokens")


def _sum(kind: type[Details], *details: object) -> Details:
    counts = [name for name, info in kind.model_fields.items() if info.is_required()]
    # Compatible servers send null for the details or for counts in them, and openai's lenient construction
    # lets that through.
    sums: dict[str, Any] = {name: sum(getattr(each, name, 0) or 0 for each in details) for name in counts}
    return kind(**sums)


@dataclass
class RequestUsage:
    """What one request to a model spent, in tokens."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_tokens_details: InputTokensDetails
    output_tokens_details: OutputTokensDetails


@dataclass
class Usage:
    """What a run spent so far: requests, and tokens in total and by request."""

    requests: int = 0
    input_tokens: int = 0
    input_tokens_details: InputTokensDetails = field(default_factory=partial(_sum, InputTokensDetails))
    output_tokens: int = 0
    output_tokens_details: OutputTokensDetails = field(default_factory=partial(_sum, OutputTokensDetails))
    total_tokens: int = 0
    request_usage_entries: list[RequestUsage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sum_details()

    @classmethod
    def of_response(cls, usage: ResponseUsage | None) -> Usage:
        """The usage of one request; a model that tells no tokens still counts as a request."""
        if usage is None:
            return cls(requests=1)
        return cls(
            requests=1,
            input_tokens=usage.input_tokens or 0,
            input_tokens_details=usage.input_tokens_details,
            output_tokens=usage.output_tokens or 0,
            output_tokens_details=usage.output_tokens_details,
            total_tokens=usage.total_tokens or 0,
        )

    def add(self, other: Usage) -> None:
        """Add what another request or run spent."""
        for name in ("requests", *_COUNTS):
            setattr(self, name, getattr(self, name) + (getattr(other, name) or 0))
        self._sum_details(other)
        self.request_usage_entries.extend(deepcopy(other._entries()))

    def _sum_details(self, *others: Usage) -> None:
        read = [each.input_tokens_details for each in (self, *others)]
        written = [each.output_tokens_details for each in (self, *others)]
        self.input_tokens_details = _sum(InputTokensDetails, *read)
        self.output_tokens_details = _sum(OutputTokensDetails, *written)

    def _entries(self) -> list[RequestUsage]:
        """What was spent request by request; a single request stands for itself."""
        if self.request_usage_entries or self.requests != 1 or not any(getattr(self, n) for n in _COUNTS):
            return self.request_usage_entries
        return [RequestUsage(**{each.name: getattr(self, each.name) for each in fields(RequestUsage)})]
