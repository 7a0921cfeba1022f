"""Redaction of keys: errors quote them, and a tape, a saved page or a notebook is passed on."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import Any

HIDDEN = "[key hidden]"

_PREFIXES = r"sk-|gsk_|xai-|hf_|pplx-|nvapi-|r8_|tvly-|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|AIza"
_NAMES = r"[\w-]{0,40}(?:api[_-]?key|access[_-]?token|auth[_-]?token|secret|password)|appid"
_PATTERNS = (
    re.compile(rf"\b(?:{_PREFIXES})[\w-]{{12,}}"),
    re.compile(r"(?<=://)[^\s/@]{0,500}(?=@)"),  # user:password@host
    re.compile(r"(?i)(?<=\bbearer )[\w.~+/=-]{6,}"),
    re.compile(rf"(?i)(?P<before>[?&](?:{_NAMES}|key|token|sig|signature)=)[^&\s\"'<>]+"),
    # "none", "EMPTY" and "..." are what one writes where there is no key, also in an error's advice.
    re.compile(
        rf"(?i)(?P<before>\b(?:{_NAMES})[\"']?\s*[=:]\s*[\"'])(?!(?:none|empty|\.\.\.)[\"'])[^\"'\n]+"
    ),
    # Without quotes only what has a digit: "API key: missing" is no key.
    re.compile(
        r"(?i)(?P<before>\bapi[ _-]?key(?: provided)?\s*[=:]\s*)"
        r"(?=\S{0,200}\d)(?!\S{0,200}\*\*\*)[^\s\"',;]{6,}"
    ),
    re.compile(r"(?i)(?P<before>\bauthorization[\"']?\s*[=:]\s*[\"']?(?:basic )?)(?!bearer )[^\s\"',;]{6,}"),
)
_VARIABLE = re.compile(r"_(?:API_KEY|TOKEN|SECRET|PASSWORD)\Z")
_LEAST_LENGTH = 8
"""Characters of an environment's key: a shorter one is a word that may stand anywhere."""


def without_keys(text: str) -> str:
    """Give a text with ``[key hidden]`` for what looks like a key, and for the keys of the environment."""
    text = without_environment_keys(text)
    for pattern in _PATTERNS:
        text = pattern.sub(_hidden, text)
    return text


def without_environment_keys(text: str) -> str:
    """Give a text, which may be JSON, with ``[key hidden]`` for the keys of the environment alone."""
    for key in environment_keys():
        text = text.replace(key, HIDDEN)
    return text


def data_without_keys(data: Any, but: Collection[str] = ()) -> Any:
    """Give JSON data with ``without_keys`` of each of its texts, ``but`` for those of these names."""
    if isinstance(data, str):
        return without_keys(data)
    if isinstance(data, dict):
        return {
            name: value if name in but and isinstance(value, str) else data_without_keys(value, but)
            for name, value in data.items()
        }
    return [data_without_keys(each, but) for each in data] if isinstance(data, list) else data


def _hidden(found: re.Match[str]) -> str:
    return found.groupdict().get("before", "") + HIDDEN


def environment_keys() -> list[str]:
    """Give the keys that the environment's variables hold, the longest first."""
    keys = [value for name, value in os.environ.items() if _VARIABLE.search(name)]
    return sorted((key for key in keys if len(key) >= _LEAST_LENGTH), key=len, reverse=True)
