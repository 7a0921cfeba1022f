"""The headlines of agents: what counts, what is shown, and what is compared."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from agents_widget import Score
from agents_widget.grids.intervals import wilson
from agents_widget.grids.rows import RowPlan, RowResult
from agents_widget.grids.tally import Tally


def row(
    number: int, case: int, value: Any = 1.0, *, agent: str = "a", epoch: int = 0, **facts: Any
) -> RowResult:
    plan = RowPlan(number, f"key{number}", agent, case, epoch, f"input {case}")
    state = facts.pop("state", "done")
    score = value if isinstance(value, Score) else Score(value)
    scores = {"exact": score} if state == "done" and value is not ... else {}
    return RowResult(plan, state, scores=scores, **facts)


def tally(*rows: RowResult, agents: tuple[str, ...] = ("a", "b"), **options: Any) -> Tally:
    made = Tally(agents, **options)
    for each in rows:
        made.add(each)
    return made


def test_failed_rows_count_as_nothing_right_and_are_counted() -> None:  # E3
    rows = [row(number, number, state="failed" if number < 3 else "done") for number in range(600)]
    headline = tally(*rows).headline("exact", "a")
    assert headline.value == 597 / 600
    assert (headline.n, headline.rows, headline.failed) == (600, 600, 3)
    assert headline.text.startswith("99.5 % [")
    assert headline.text.endswith(", 3 of 600 failed")


def test_failed_rows_are_left_out_when_asked() -> None:
    rows = [row(number, number, state="failed" if number < 3 else "done") for number in range(600)]
    headline = tally(*rows, errors="drop").headline("exact", "a")
    assert (headline.value, headline.rows, headline.failed) == (1.0, 597, 3)
    assert headline.text.endswith(", 3 of 600 failed")
    with pytest.raises(ValueError, match="errors is 'zero'"):
        Tally(["a"], errors="ignore")  # type: ignore[arg-type]


def test_one_epoch_has_wilsons_interval() -> None:
    headline = tally(*(row(number, number, float(number % 5 != 0)) for number in range(50))).headline(
        "exact", "a"
    )
    assert (headline.low, headline.high) == wilson(0.8, 50)
    assert headline.text == "80 % [67\u201389]"


def test_no_interval_below_five_inputs() -> None:
    few = tally(*(row(number, number) for number in range(4))).headline("exact", "a")
    assert (few.value, few.low, few.high, few.text) == (1.0, None, None, "100 %")
    epochs = [row(number, number % 4, epoch=number // 4) for number in range(40)]
    assert tally(*epochs).headline("exact", "a").low is None


def test_the_value_is_the_mean_of_each_inputs_mean() -> None:
    rows = [row(number, 0, 1.0, epoch=number) for number in range(9)] + [row(9, 1, 0.0)]
    assert tally(*rows).headline("exact", "a").value == 0.5


def test_stopped_and_unscored_rows_do_not_count() -> None:
    rows = [
        row(0, 0),
        row(1, 1, state="cancelled"),
        row(2, 2, None),
        row(3, 3, Score(None, error="KeyError")),
        row(4, 4, ...),
    ]
    headline = tally(*rows).headline("exact", "a")
    assert (headline.value, headline.rows, headline.unscored, headline.scorer_errors) == (1.0, 1, 1, 1)
    assert headline.text == "100 %, 1 of 3 not scored, the scorer failed 1 times"


def test_a_row_that_is_scored_again_replaces_itself() -> None:
    made = tally(row(0, 0, 0.0), row(1, 1, 1.0))
    assert made.headline("exact", "a").value == 0.5
    made.add(row(0, 0, 1.0))
    assert made.headline("exact", "a").value == 1
    made.remove(row(1, 1))
    assert made.headline("exact", "a").rows == 1


def test_labels_are_counted() -> None:
    labels = ["polite", "rude", "polite"]
    rows = [row(number, number, Score(None, label=label)) for number, label in enumerate(labels)]
    headline = tally(*rows, row(3, 3, state="failed")).headline("exact", "a")
    assert headline.labels == {"polite": 2, "rude": 1}
    assert headline.value is None
    assert headline.text == "polite 2, rude 1, 1 of 4 failed"


def test_an_agent_without_rows_has_an_empty_headline() -> None:
    headline = tally().headline("exact", "b")
    assert (headline.value, headline.n, headline.text) == (None, 0, "not scored yet")
    with pytest.raises(ValueError, match=r"There is no agent 'c' in this grid\. It has a, b"):
        tally().headline("exact", "c")


def paired_rows(differences: list[int], epochs: int = 1) -> list[RowResult]:
    rows, number = [], 0
    for case, difference in enumerate(differences):
        for epoch in range(epochs):
            for agent, value in (("a", difference < 0), ("b", difference > 0)):
                rows.append(row(number, case, float(value), agent=agent, epoch=epoch))
                number += 1
    return rows


def test_a_difference_is_paired_by_input() -> None:
    made = tally(*paired_rows([1] * 10 + [-1] * 2 + [0] * 38))
    base, other = made.headlines("exact", baseline="a")
    assert base.delta is None
    assert base.baseline == ""
    assert other.delta == pytest.approx(0.16)
    assert other.delta_low is not None
    assert other.delta_high is not None
    # Agresti's and Min's, by hand: (10 - 2) / 52, and the spread of 12 pairs and one more.
    middle, spread = 8 / 52, (13 / 52 - (8 / 52) ** 2) / 52
    assert (other.delta_low + other.delta_high) / 2 == pytest.approx(middle)
    assert (other.delta_high - other.delta_low) / 2 == pytest.approx(2.00958 * spread**0.5, rel=1e-5)
    assert other.delta_text == "+16 [+2 +29]"
    assert other.baseline == "a"
    assert other.delta_n == 50


def test_a_difference_leaves_inputs_out_that_one_alone_has_answered() -> None:
    rows = [each for each in paired_rows([1] * 6) if (each.plan.agent, each.plan.case) != ("a", 0)]
    other = tally(*rows).headline("exact", "b", "a")
    assert (other.n, other.delta_n) == (6, 5)
    alone = tally(*(each for each in rows if each.plan.agent == "b")).headline("exact", "b", "a")
    assert (alone.delta, alone.delta_n, alone.delta_text) == (None, 0, "")


def test_the_words_of_a_headline_are_not_more_than_it_knows() -> None:
    nearly = tally(*(row(number, number, float(number > 0)) for number in range(3000))).headline("exact", "a")
    assert nearly.score_text.startswith("99.9 % [99.8")
    hardly = tally(*(row(number, number, float(number < 1)) for number in range(3000))).headline("exact", "a")
    assert hardly.score_text.startswith("0.1 % [")
    numbers = tally(*(row(number, number, 12.345 + number) for number in range(6))).headline("exact", "a")
    assert numbers.score_text.startswith("14.84 [")
    assert not numbers.is_share


def test_graded_scores_stay_within_their_range() -> None:
    values = [1.0, 1.0, 1.0, 1.0, 0.9]
    headline = tally(*(row(number, number, value) for number, value in enumerate(values))).headline(
        "exact", "a"
    )
    assert headline.high == 1.0
    assert headline.low is not None
    assert headline.low < 0.98


def test_pass_at_k() -> None:
    rows = [
        row(case * 3 + epoch, case, float(epoch == 0), epoch=epoch) for case in range(6) for epoch in range(3)
    ]
    made = tally(*rows)
    assert made.headline("exact", "a").value == pytest.approx(1 / 3)
    assert made.headline("exact", "a", pass_at=2).value == pytest.approx(2 / 3)
    assert made.headline("exact", "a", pass_at=3).value == 1
    assert made.headline("exact", "a", pass_at=4).value is None
    made.add(row(0, 0, 0.5))
    with pytest.raises(ValueError, match="pass@2 is for scores of 0 and 1"):
        made.headline("exact", "a", pass_at=2)


def test_what_a_row_takes() -> None:
    rows = [
        row(0, 0, seconds=1.0, cost=0.2),
        row(1, 1, seconds=9.0, cost=None, attempt=3),
        row(2, 2, seconds=2.0),
    ]
    headline = tally(*rows).headline("exact", "a")
    assert (headline.seconds, headline.cost, headline.retried) == (2.0, 0.2, 1)


def test_it_goes_as_json() -> None:
    import json

    made = tally(*paired_rows([1] * 6))
    data = json.loads(json.dumps(made.headline("exact", "b", "a").to_dict()))
    assert data["delta"] == 1
    assert data["delta_text"].startswith("+100 [")
    assert data["text"] == data["score_text"]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 1.0, 0.5, None])), max_size=60), st.randoms()
)
@settings(deadline=None)
def test_the_order_in_which_rows_end_is_all_the_same(
    given: list[tuple[int, float | None]], dice: random.Random
) -> None:
    rows = [row(number, case, value) for number, (case, value) in enumerate(given)]
    first = tally(*rows).headline("exact", "a")
    dice.shuffle(rows)
    made = tally(*rows[: len(rows) // 2])
    made.headline("exact", "a")  # asked for meanwhile
    for each in rows[len(rows) // 2 :]:
        made.add(each)
    second = made.headline("exact", "a")
    assert second.value == pytest.approx(first.value)
    assert (second.low, second.high) == pytest.approx((first.low, first.high))
    assert second.n == first.n


def test_headlines_are_cheap_while_nothing_ends() -> None:
    made = tally(*(row(number, number) for number in range(10)))
    assert made.headline("exact", "a") is made.headline("exact", "a")
    other = made.headline("exact", "b")
    made.add(row(11, 11))
    assert made.headline("exact", "b") is other
    assert made.headline("exact", "a").n == 11


def test_the_scorers_that_said_something() -> None:
    assert tally(row(0, 0)).scorers == ["exact"]


def test_it_is_asked_on_one_thread_while_rows_end_on_another() -> None:
    made = tally()
    failed: list[BaseException] = []
    over = threading.Event()

    def ask() -> None:
        try:
            while not over.is_set():
                made.headlines("exact", "a")
                made.scorers  # noqa: B018 - it is read
        except BaseException as error:
            failed.append(error)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for each in asking:
        each.start()
    for number in range(1500):
        made.add(row(number, number, agent="ab"[number % 2]))
    over.set()
    for each in asking:
        each.join()
    assert failed == []
    assert made.headline("exact", "a").rows == 750
