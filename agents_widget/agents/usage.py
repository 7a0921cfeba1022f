"""Token usage: of one request, and of a run in total."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from openai import BaseModel
from openai.types.responses import ResponseUsage
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

Details = TypeVar("Details", bound=BaseModel)


@dataclass
class RequestUsage:
    """The usage of one request to a model, in tokens."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_tokens_details: InputTokensDetails
    output_tokens_details: OutputTokensDetails


def _no_input_details() -> InputTokensDetails:
    return _sum_details(InputTokensDetails)


def _no_output_details() -> OutputTokensDetails:
    return _sum_details(OutputTokensDetails)


@dataclass
class Usage:
    """The usage of a run so far: requests, and tokens in total and by request."""

    requests: int = 0
    input_tokens: int = 0
    input_tokens_details: InputTokensDetails = field(default_factory=_no_input_details)
    output_tokens: int = 0
    output_tokens_details: OutputTokensDetails = field(default_factory=_no_output_details)
    total_tokens: int = 0
    request_usage_entries: list[RequestUsage] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Details that a server sent may lack counts, or be missing.
        self.input_tokens_details = _sum_details(InputTokensDetails, self.input_tokens_details)
        self.output_tokens_details = _sum_details(OutputTokensDetails, self.output_tokens_details)

    @classmethod
    def of_response(cls, usage: ResponseUsage | None) -> Usage:
        """The usage of one request; a model that reports no tokens still counts as a request."""
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
        """Add the usage of another request or run."""
        self.requests += other.requests or 0
        self.input_tokens += other.input_tokens or 0
        self.output_tokens += other.output_tokens or 0
        self.total_tokens += other.total_tokens or 0
        self.input_tokens_details = _sum_details(
            InputTokensDetails, self.input_tokens_details, other.input_tokens_details
        )
        self.output_tokens_details = _sum_details(
            OutputTokensDetails, self.output_tokens_details, other.output_tokens_details
        )
        self.request_usage_entries.extend(deepcopy(other._entries()))

    def _entries(self) -> list[RequestUsage]:
        """The usage by request; that of a single request is its own only entry."""
        if self.request_usage_entries or self.requests != 1:
            return self.request_usage_entries
        if not (self.input_tokens or self.output_tokens or self.total_tokens):
            return []
        entry = RequestUsage(
            self.input_tokens,
            self.output_tokens,
            self.total_tokens,
            self.input_tokens_details,
            self.output_tokens_details,
        )
        return [entry]


def _sum_details(kind: type[Details], *details: object) -> Details:
    """The sum of details, count by count."""
    counts = [name for name, info in kind.model_fields.items() if info.is_required()]
    # Compatible servers send null for the details or for counts in them, and openai's lenient construction
    # lets that through.
    sums: dict[str, Any] = {name: sum(getattr(each, name, 0) or 0 for each in details) for name in counts}
    return kind(**sums)
