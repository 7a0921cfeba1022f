"""What a tool's result is, in a line for its row."""

from __future__ import annotations

from collections import deque, namedtuple
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from pydantic import BaseModel

from agents_widget.transcript.result_summary import result_summary


@dataclass
class Order:
    number: int
    customer: str


class Model(BaseModel):
    text: str


Pair = namedtuple("Pair", ["a", "b"])


class Broken(list[Any]):
    def __len__(self) -> int:
        raise RuntimeError("no")


LONG = "a text that is longer than a row has room for, by far and wide"


@pytest.mark.parametrize(
    ("value", "summary"),
    [
        (list(range(50)), "50 items"),
        ([LONG], "1 item"),
        (tuple(range(1000, 3000)), "2,000 items"),
        (set(range(100)), "100 items"),
        (deque(range(100)), "100 items"),
        ({n: n for n in range(50)}, "50 fields"),
        ({"a": LONG}, "1 field"),
        (Order(7, LONG), "Order, 2 fields"),
        (Model(text=LONG), "Model, 1 field"),
        (Pair(LONG, 1), "Pair, 2 fields"),
        (pd.DataFrame({"a": [1]}), "DataFrame, 1 x 1: a"),
        ([1, 2, 3], ""),
        ({"a": 1}, ""),
        (Order(7, "Ann"), ""),
        ([], ""),
        (LONG, ""),
        (None, ""),
        (Broken([LONG]), ""),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, Broken) else "broken",
)
def test_summaries(value: Any, summary: str) -> None:
    text = LONG if isinstance(value, Broken) else str(value)
    assert result_summary(value, text, None) == summary


def test_short_text_on_two_lines_is_summarised() -> None:
    assert result_summary(["a"], "a\nb", None) == "1 item"
