"""A tool's result as a notebook would show it."""

from __future__ import annotations

import base64
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
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


class Noting(Figure):
    """Notes how many figures pyplot knows while this one is drawn."""

    known = -1

    def savefig(self, *args: Any, **options: Any) -> None:
        self.known = len(plt.get_fignums())
        super().savefig(*args, **options)


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
    assert "A-7" in bundle["text/html"]


def test_an_image_is_base64() -> None:
    bundle = describe(Png())
    assert bundle is not None
    assert base64.b64decode(bundle["image/png"]) == b"\x89PNG"


@pytest.mark.parametrize(("backend", "kept"), [("module://matplotlib_inline.backend_inline", 0), ("agg", 1)])
def test_a_figure_of_pyplot_is_not_shown_again_by_the_next_cell(backend: str, kept: int) -> None:
    """The inline backend would; a backend that has windows keeps the figure."""
    plt.switch_backend(backend)
    try:
        figure = plt.figure(FigureClass=Noting)
        bundle = describe(figure)
        assert isinstance(figure, Noting)
        assert figure.known == kept  # while it was drawn, already: two at once spoil it
        assert bundle is not None
        assert "image/png" in bundle
        assert len(plt.get_fignums()) == kept
    finally:
        plt.close("all")
        plt.switch_backend("agg")


def test_a_figure_is_an_image() -> None:
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([1, 2])
    bundle = describe(figure)
    assert bundle is not None
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def test_axes_are_shown_as_their_figure() -> None:
    bundle = describe(pd.DataFrame({"eur": [1, 2]}).plot())
    assert bundle is not None
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    plt.close("all")


def test_what_is_too_large_is_left_out() -> None:
    assert describe(Html("x" * LIMITS["text/html"])) is not None
    assert describe(Html("x" * (LIMITS["text/html"] + 1))) is None


def test_an_object_that_cannot_show_itself_is_text() -> None:
    assert describe(Broken()) is None
