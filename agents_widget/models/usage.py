"""What a run spent: tokens by request and in total."""

from __future__ import annotations

from dataclasses import dataclass, field

from openai.types.responses import ResponseUsage
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails


def _input_details(cached: int = 0, written: int = 0) -> InputTokensDetails:
    return InputTokensDetails(cached_tokens=cached, cache_write_tokens=written)


def _output_details(reasoning: int = 0) -> OutputTokensDetails:
    return OutputTokensDetails(reasoning_tokens=reasoning)


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
    input_tokens_details: InputTokensDetails = field(default_factory=_input_details)
    output_tokens: int = 0
    output_tokens_details: OutputTokensDetails = field(default_factory=_output_details)
    total_tokens: int = 0
    request_usage_entries: list[RequestUsage] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Compatible servers send null for the details or for counts in them, and openai's lenient
        # construction lets that through.
        self.input_tokens_details = _input_details(*_input_counts(self.input_tokens_details))
        self.output_tokens_details = _output_details(_reasoning_count(self.output_tokens_details))

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
        cached, written = _input_counts(self.input_tokens_details)
        more_cached, more_written = _input_counts(other.input_tokens_details)
        reasoned = _reasoning_count(self.output_tokens_details) + _reasoning_count(
            other.output_tokens_details
        )
        self.requests += other.requests or 0
        self.input_tokens += other.input_tokens or 0
        self.output_tokens += other.output_tokens or 0
        self.total_tokens += other.total_tokens or 0
        self.input_tokens_details = _input_details(cached + more_cached, written + more_written)
        self.output_tokens_details = _output_details(reasoned)
        self.request_usage_entries.extend(other._entries())

    def _entries(self) -> list[RequestUsage]:
        """What was spent request by request; a single request stands for itself."""
        if self.request_usage_entries:
            return self.request_usage_entries
        if self.requests != 1 or not (self.input_tokens or self.output_tokens or self.total_tokens):
            return []
        return [
            RequestUsage(
                input_tokens=self.input_tokens,
                output_tokens=self.output_tokens,
                total_tokens=self.total_tokens,
                input_tokens_details=self.input_tokens_details,
                output_tokens_details=self.output_tokens_details,
            )
        ]


def _input_counts(details: object) -> tuple[int, int]:
    cached = getattr(details, "cached_tokens", 0) or 0
    return cached, getattr(details, "cache_write_tokens", 0) or 0


def _reasoning_count(details: object) -> int:
    return getattr(details, "reasoning_tokens", 0) or 0
