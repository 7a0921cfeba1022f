"""A tool's result as a notebook would show it."""

from __future__ import annotations

import base64

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from agents_widget.widget.describe import LIMITS, describe

mpl.use("agg")


class Html:
    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


class Png:
    def _repr_png_(self) -> bytes:
        return b"\x89PNG"


class Broken:
    def _repr_html_(self) -> str:
        raise RuntimeError("no")


class ShowsItself:
    def _ipython_display_(self) -> None:
        raise AssertionError("nothing may be displayed here")


@pytest.mark.parametrize(
    "value", ["text", 1, 2.5, None, True, b"x", [1], (1,), {"a": 1}, object(), ShowsItself(), Html("")]
)
def test_plain_things_are_text(value: object) -> None:
    assert describe(value) is None


def test_a_data_frame_is_a_table() -> None:
    bundle = describe(pd.DataFrame({"order": ["A-7"], "eur": [42]}))
    assert bundle is not None
    assert "<table" in bundle["text/html"]
    assert "A-7" in bundle["text/plain"]


def test_an_image_is_base64() -> None:
    bundle = describe(Png())
    assert bundle is not None
    assert base64.b64decode(bundle["image/png"]) == b"\x89PNG"


def test_a_figure_is_an_image() -> None:
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([1, 2])
    bundle = describe(figure)
    assert bundle is not None
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_what_is_too_large_is_left_out() -> None:
    assert describe(Html("x" * LIMITS["text/html"])) is not None
    assert describe(Html("x" * (LIMITS["text/html"] + 1))) is None


def test_an_object_that_cannot_show_itself_is_text() -> None:
    assert describe(Broken()) is None
