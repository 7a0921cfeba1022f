"""The saved page agrees with CommonMark and with GitHub's extensions.

``js/test/markdown/specification.test.ts`` holds the view to the same files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from normal_form import normal_form

from agents_widget.transcript.export import message_markup

VECTORS = Path(__file__).parents[2] / "vectors" / "markdown"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


SOURCES = {
    "CommonMark 0.31.2": read("examples/commonmark.json"),
    "GitHub's extensions": read("examples/gfm.json"),
    "siblings": read("siblings.json"),
}
EXAMPLES = [example for examples in SOURCES.values() for example in examples]
OURS = {
    number: html
    for difference in read("differences.json")["examples"]
    if "page" in difference.get("in", ("view", "page"))
    for number, html in difference["html"].items()
}
"""What the page shows instead of what is specified, by the ids of examples."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_example(example: dict[str, str]) -> None:
    shown = normal_form(message_markup.html(example["markdown"]))

    assert shown == normal_form(OURS.get(example["id"], example["html"]))
    # A difference that is none any more has to go from the list.
    assert (shown != normal_form(example["html"])) == (example["id"] in OURS)


def test_differs_only_where_an_example_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert OURS.keys() <= {example["id"] for example in EXAMPLES}
    for source, examples in SOURCES.items():
        agreeing = sum(example["id"] not in OURS for example in examples)
        with capsys.disabled():
            print(f"\n{source}: {agreeing} of {len(examples)} examples agree in the saved page", end="")
