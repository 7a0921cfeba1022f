"""The file of a cassette: what is left of a crash, and what is no cassette."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from agents_widget.agents.models.stand_ins.cassette_file import CassetteFile, CassetteFormatError
from agents_widget.agents.models.stand_ins.cassette_request import (
    first_difference,
    key_of,
    redacted,
)
from agents_widget.agents.models.stand_ins.cassette_take import Take
from agents_widget.agents.models.stand_ins.cassette_takes import Takes


def take(number: int, epoch: int | None = None) -> Take:
    request = {"items": [{"role": "user", "content": f"prompt {number} \u2028 é"}]}
    return Take(key_of(request), 0, epoch, "m", 1.5, request, '[[3,{"type":"x","delta":"é\\n"}]]', None)


@pytest.mark.parametrize("name", ["c.jsonl", "deep/er/c.jsonl", "c.jsonl.gz"])
def test_takes_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    file = CassetteFile(tmp_path / name)
    assert file.read() == []
    for number in range(3):
        assert file.append(take(number))
    assert [each.request for each in CassetteFile(tmp_path / name).read()] == [
        take(n).request for n in range(3)
    ]
    assert [next(each.events())[0] for each in file.read()] == [3, 3, 3]


@pytest.mark.parametrize("name", ["c.jsonl", "c.jsonl.gz"])
@given(cut=st.integers(1, 400))
@settings(max_examples=25)
def test_a_cut_end_costs_the_last_call_alone(
    name: str, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cut") / name
    file = CassetteFile(path)
    sizes = []
    for number in range(3):
        file.append(take(number))
        sizes.append(path.stat().st_size)
    data = path.read_bytes()[:-cut]
    path.write_bytes(data)
    # A line whose line feed alone was cut off is whole.
    left = sum(size <= len(data) + (name == "c.jsonl") for size in sizes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = CassetteFile(path)
        try:
            assert len(again.read()) == left
        except CassetteFormatError:
            assert len(data) < sizes[0], "only a header that was cut is no cassette"
            return
        assert again.append(take(7))
        read = CassetteFile(path).read()
    assert [each.request for each in read] == [take(number).request for number in [*range(left), 7]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": "agents_widget.tape", "version": 1}\n', "is no cassette"),
        ("interactions:\n- request: {}\n", "is no cassette"),
        ('{"format": "agents_widget.cassette", "version": 9}\n', "version 9; this program reads version 1"),
    ],
)
def test_another_kind_of_file_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(text)
    with pytest.raises(CassetteFormatError, match=words):
        CassetteFile(path).read()


def test_what_is_no_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl.gz"
    path.write_text("plain")
    with pytest.raises(CassetteFormatError, match="is no gzip file"):
        CassetteFile(path).read()


async def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    files = [CassetteFile(path) for _ in range(4)]
    await asyncio.gather(*(asyncio.to_thread(files[n % 4].append, take(n)) for n in range(200)))
    assert len(CassetteFile(path).read()) == 200


JSON = st.recursive(
    st.none() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=1), inner, max_size=3),
    max_leaves=8,
)
REQUESTS = st.dictionaries(st.sampled_from(["instructions", "settings", "prompt"]), JSON, max_size=3)


@given(REQUESTS, REQUESTS)
def test_requests_differ_exactly_if_their_keys_do(one: dict[str, object], other: dict[str, object]) -> None:
    found = first_difference(one, other)
    assert (found is None) == (one == other) == (key_of(one) == key_of(other))
    if found is not None:
        assert found.recorded != found.asked


def test_keys_are_hidden_wherever_they_are() -> None:
    data = {"a": ["Bearer abcdefgh1234", {"b": "sk-abcdefabcdef0123"}], "n": 3}
    assert redacted(data) == {"a": ["Bearer [key hidden]", {"b": "[key hidden]"}], "n": 3}


def test_nothing_is_nearest_in_an_empty_cassette() -> None:
    assert Takes([], "").nearest({"items": []}) is None
