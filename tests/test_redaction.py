"""Keys in errors: hidden, whatever quotes them; nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents_widget.redaction import HIDDEN, without_keys

KEY = "sk-proj-SeCrEt0123456789_abc-DEF"
CORPUS = Path(__file__).parents[0] / "hostile" / "payloads.json"


@pytest.mark.parametrize(
    "text",
    [
        f"Incorrect API key provided: {KEY}.",
        f"Incorrect API key provided: {KEY}. You can find your API key at https://platform.openai.com",
        f"Authorization: Bearer {KEY}",
        f'{{"Authorization": "Bearer {KEY}"}}',
        f"{{'authorization': '{KEY}'}}",
        f"Authorization: {KEY}",
        f"401 for url 'https://api.example/v1?q=a&appid={KEY}'",
        f"https://api.example/v1?key={KEY}&q=a",
        f"https://user:{KEY}@api.example/v1",
        f"https://{KEY}@api.example/v1",
        f"authorization: Basic {KEY}",
        f"client = AsyncOpenAI(api_key='{KEY}', base_url=url)",
        f'OPENAI_API_KEY="{KEY}"',
        f"x-api-key: '{KEY}'",
        f'  password = "{KEY}"',
    ],
)
@pytest.mark.parametrize("key", [KEY, "my0wn-servers-key", "0123456789abcdef"])
def test_a_key_is_hidden(text: str, key: str) -> None:
    shown = without_keys(text.replace(KEY, key))

    assert key not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    "key",
    [
        "sk-ant-api03-abcdefghijklmnop",
        "sk-or-v1-0123456789abcdef",
        "gsk_abcdefghijklmnopqrst",
        "AIzaSyA0123456789abcdefghijklmnopqrstuv",
        "hf_abcdefghijklmnopqrst",
        "ghp_abcdefghijklmnopqrst0123",
    ],
)
def test_a_key_of_a_known_kind_is_hidden_wherever_it_stands(key: str) -> None:
    assert without_keys(f"(what is {key}?)") == f"(what is {HIDDEN}?)"


def test_a_key_of_the_environment_is_hidden_whatever_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "correct horse battery")
    assert without_keys("no: correct horse battery!") == f"no: {HIDDEN}!"
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert without_keys("none of it") == "none of it"


@pytest.mark.parametrize(
    "text",
    [
        "Unexpected token: identifier1",
        "max_tokens: 128000 is more than the model's 4096 tokens",
        "The key was not accepted. Check OPENAI_API_KEY, or the api_key of the client.",
        "API key: missing",
        "KeyError: 'password'",
        "task-sk-1, risk-taking-behaviour",
        "https://example.org/a?q=key&page=2",
        "write to ada@example.org or see https://example.org/@ada",
        "Incorrect API key provided: sk-proj-****************3abc.",
        "basic authentication",
    ],
)
def test_what_is_no_key_stays(text: str) -> None:
    assert without_keys(text) == text


def test_hostile_text_costs_no_more_time_than_its_length() -> None:
    """A pattern that goes back over what it has read would not end before the suite's timeout."""
    for payload in json.loads(CORPUS.read_text(encoding="utf-8")):
        assert without_keys((payload["text"] * 200)[:40_000])
    for piece in ("https://", "://a", "?key=", "sk-", "bearer ", "api_key = '", "api key:", "a-" * 9):
        assert without_keys(piece * 5_000)


@pytest.mark.parametrize("word", ["none", "EMPTY", "..."])
def test_the_word_for_no_key_stays_in_advice(word: str) -> None:
    assert without_keys(f'AsyncOpenAI(base_url=url, api_key="{word}")').endswith(f'"{word}")')
    assert word not in without_keys(f'api_key="{word} at all, or one with words"')
