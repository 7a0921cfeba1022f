"""Pictures of headlines: looked at as numbers, and drawn by matplotlib's own renderer."""

from __future__ import annotations

import io
import sys

import pytest

from agents_widget.grids.headline import Headline
from agents_widget.grids.plot import plot_cost, plot_scores

pytest.importorskip("matplotlib")

SMALL = Headline("small", "exact", 0.8, 0.7, 0.88, n=60, seconds=2.0, cost=0.001)
BIG = Headline("big", "exact", 0.9, 0.8, 0.95, n=60, seconds=4.0, cost=0.01)
FEW = Headline("small", "judge", 0.5, n=3)


def is_drawn(figure: object) -> bool:
    picture = io.BytesIO()
    figure.savefig(picture)  # type: ignore[attr-defined]
    return picture.getvalue().startswith(b"\x89PNG")


def test_scores_have_their_intervals() -> None:
    figure = plot_scores([SMALL, BIG, FEW])
    (axes,) = figure.axes
    ends = [segment[:, 0].tolist() for bars in axes.collections for segment in bars.get_segments()]
    assert [pytest.approx([0.7, 0.88]), pytest.approx([0.5, 0.5]), pytest.approx([0.8, 0.95])] == ends
    assert [label.get_text() for label in axes.get_yticklabels()] == ["exact", "judge"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["small (n = 60)", "big (n = 60)"]
    assert is_drawn(figure)


def test_cost_against_score() -> None:
    figure = plot_cost([SMALL, BIG])
    (axes,) = figure.axes
    assert [note.get_text() for note in axes.texts] == ["small", "big"]
    assert axes.get_xlabel() == "US dollars per row"
    assert is_drawn(figure)


def test_without_costs_time_takes_their_place() -> None:
    headlines = [Headline("small", "exact", 12.5, n=9, seconds=1.0, is_share=False)]
    assert plot_cost(headlines).axes[0].get_xlabel() == "seconds per row (median)"


def test_nothing_yet_is_said() -> None:
    for figure in (plot_scores([]), plot_scores([Headline("a", "exact")]), plot_cost([])):
        assert is_drawn(figure)
    assert plot_scores([]).axes[0].texts[0].get_text() == "not scored yet"


def test_it_is_drawn_where_one_says() -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert plot_scores([SMALL], axes=axes) is axes.figure


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        plot_scores([SMALL])
