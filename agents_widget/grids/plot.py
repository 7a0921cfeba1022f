"""Pictures of a grid's headlines: scores with their intervals, and cost against score. Needs matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from .headline import Headline

_ROW, _HEAD = 0.42, 0.9  # inches: of a line of the picture, and of all around the lines


def plot_scores(headlines: Sequence[Headline], *, axes: Any = None) -> Any:
    """Draw each agent's value with its interval, a line for each scorer, and give the figure.

    Without an interval (below 5 inputs) there is the point alone. Raises ``ImportError`` without matplotlib.
    """
    shown = [each for each in headlines if each.value is not None]
    scorers, agents = _names(shown, "scorer"), _names(shown, "agent")
    figure, axes = _axes(axes, height=_HEAD + _ROW * max(1, len(scorers)) * max(1, len(agents)) ** 0.7)
    for index, agent in enumerate(agents):
        own = [each for each in shown if each.agent == agent]
        # Side by side within a scorer's line: intervals on top of each other cannot be compared.
        places = [scorers.index(each.scorer) + _offset(index, len(agents)) for each in own]
        axes.errorbar(
            [each.value for each in own],
            places,
            xerr=[[_below(each) for each in own], [_above(each) for each in own]],
            fmt="o",
            capsize=3,
            label=f"{agent} (n = {max(each.n for each in own)})",
        )
    axes.set_yticks(range(len(scorers)), scorers)
    axes.set_ylim(max(1, len(scorers)) - 0.5, -0.5)
    has_intervals = any(each.low is not None for each in shown)
    _finish(axes, shown, "score, with its interval" if has_intervals else "score")
    return figure


def plot_cost(headlines: Sequence[Headline], *, axes: Any = None) -> Any:
    """Draw each agent's value against its mean cost per row, or its median seconds where no cost is known.

    ``headlines`` are of one scorer. Raises ``ImportError`` without matplotlib.
    """
    shown = [each for each in headlines if each.value is not None]
    by: Literal["cost", "seconds"] = "cost" if any(each.cost is not None for each in shown) else "seconds"
    figure, axes = _axes(axes, height=3.2)
    for each in shown:
        if (spent := getattr(each, by)) is None:
            continue
        axes.errorbar([spent], [each.value], yerr=[[_below(each)], [_above(each)]], fmt="o", capsize=3)
        axes.annotate(each.agent, (spent, each.value), xytext=(6, 6), textcoords="offset points")
    axes.set_xlabel("US dollars per row" if by == "cost" else "seconds per row (median)")
    axes.set_xlim(0, 1.2 * max((getattr(each, by) or 0 for each in shown), default=0) or 1)
    if shown:
        axes.set_ylabel(shown[0].scorer)
        if all(each.is_share for each in shown):
            axes.set_ylim(-0.03, 1.03)
            axes.yaxis.set_major_formatter(_percent())
    axes.grid(alpha=0.3)
    return figure


def _axes(axes: Any, height: float) -> tuple[Any, Any]:
    if axes is not None:
        return axes.figure, axes
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("A plot needs matplotlib: pip install matplotlib.") from error
    # Not by pyplot, which would show the figure a second time at the end of the cell.
    figure = Figure(figsize=(6.4, height), layout="constrained")
    return figure, figure.add_subplot()


def _finish(axes: Any, shown: list[Headline], label: str) -> None:
    axes.set_xlabel(label)
    axes.grid(axis="x", alpha=0.3)
    if not shown:
        axes.text(0.5, 0.5, "not scored yet", transform=axes.transAxes, ha="center")
        return
    if all(each.is_share for each in shown):
        axes.set_xlim(-0.02, 1.02)
        axes.xaxis.set_major_formatter(_percent())
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def _percent() -> Any:
    from matplotlib.ticker import PercentFormatter

    return PercentFormatter(xmax=1, decimals=0)


def _names(headlines: Sequence[Headline], what: Literal["scorer", "agent"]) -> list[str]:
    return list(dict.fromkeys(getattr(each, what) for each in headlines))


def _offset(index: int, count: int) -> float:
    return (index - (count - 1) / 2) * 0.6 / max(1, count)


def _below(each: Headline) -> float:
    return 0.0 if each.low is None or each.value is None else max(0.0, each.value - each.low)


def _above(each: Headline) -> float:
    return 0.0 if each.high is None or each.value is None else max(0.0, each.high - each.value)
