"""Usage: sums, entries by request, and servers that leave things out."""

from __future__ import annotations

from typing import Any

from openai.types.responses import ResponseUsage
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from agents_widget.agents.usage import Usage


def spent(read: int, written: int, cached: int = 0) -> Usage:
    return Usage(
        requests=1,
        input_tokens=read,
        output_tokens=written,
        total_tokens=read + written,
        input_tokens_details=InputTokensDetails(cached_tokens=cached, cache_write_tokens=1),
        output_tokens_details=OutputTokensDetails(reasoning_tokens=2),
    )


def test_requests_add_up_and_stay_apart() -> None:
    total = Usage()
    total.add(spent(10, 5, cached=3))
    total.add(spent(20, 7, cached=4))
    assert (total.requests, total.input_tokens, total.output_tokens, total.total_tokens) == (2, 30, 12, 42)
    assert total.input_tokens_details == InputTokensDetails(cached_tokens=7, cache_write_tokens=2)
    assert total.output_tokens_details.reasoning_tokens == 4
    assert [entry.total_tokens for entry in total.request_usage_entries] == [15, 27]


def test_a_sum_does_not_change_with_what_was_added() -> None:
    part, total = Usage(), Usage()
    part.add(spent(10, 5, cached=3))
    total.add(part)
    total.request_usage_entries[0].input_tokens_details.cached_tokens = 99
    assert part.request_usage_entries[0].input_tokens_details.cached_tokens == 3


def test_a_run_within_a_run_brings_its_requests() -> None:
    inner = Usage()
    inner.add(spent(1, 1))
    inner.add(spent(2, 2))
    outer = spent(10, 10)
    outer.add(inner)
    assert [entry.input_tokens for entry in outer.request_usage_entries] == [1, 2]
    assert outer.requests == 3


def test_a_sum_without_its_requests_is_not_taken_for_one() -> None:
    total = Usage()
    total.add(Usage(requests=2, input_tokens=4, output_tokens=4, total_tokens=8))
    assert (total.requests, total.total_tokens) == (2, 8)
    assert total.request_usage_entries == []


def test_a_request_without_tokens_is_counted_but_not_listed() -> None:
    total = Usage()
    total.add(Usage.of_response(None))
    assert total.requests == 1
    assert total.request_usage_entries == []


def test_nulls_of_lenient_servers_count_as_zero() -> None:
    nulls: dict[str, Any] = {"cached_tokens": None, "cache_write_tokens": None}
    usage = ResponseUsage.construct(
        input_tokens=3,
        output_tokens=None,
        total_tokens=3,
        input_tokens_details=nulls,
        output_tokens_details=None,
    )
    read = Usage.of_response(usage)
    assert (read.input_tokens, read.output_tokens, read.total_tokens) == (3, 0, 3)
    assert read.input_tokens_details == InputTokensDetails(cached_tokens=0, cache_write_tokens=0)
    assert read.output_tokens_details == OutputTokensDetails(reasoning_tokens=0)
